//! What only a face can do for an audit: walk folders, read files, run derivations side by side, write reports.

pub(crate) mod bar;
pub(crate) mod logs;
pub(crate) mod machine;
pub(crate) mod reading;
pub(crate) mod reports;
pub(crate) mod verifying;
pub(crate) mod walking;
pub(crate) mod working;
