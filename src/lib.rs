#![forbid(unsafe_code)]

pub mod recognize;
