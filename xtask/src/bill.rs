//! The bill of materials: what is in the published files, in CycloneDX 1.5 (<https://cyclonedx.org/docs/1.5/json/>).
//! It holds no time and no serial number, so that the same sources give the same bytes.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use cyclonedx_bom::models::component::{Classification, Scope};
use cyclonedx_bom::models::dependency::{Dependencies, Dependency};
use cyclonedx_bom::models::external_reference::{ExternalReference, ExternalReferenceType, ExternalReferences};
use cyclonedx_bom::models::hash::{Hash, HashAlgorithm, HashValue, Hashes};
use cyclonedx_bom::models::license::{LicenseChoice, Licenses};
use cyclonedx_bom::models::property::{Properties, Property};
use cyclonedx_bom::models::tool::Tools;
use cyclonedx_bom::prelude::{Bom, Component, Components, Metadata, Purl, SpecVersion, Uri, Validate};

use crate::compiler;
use crate::packages::{Inventory, Package, Sum};
use crate::workspace::Workspace;

/// The property that names a published file which holds code of a component.
const PART_OF: &str = "mastersecret:part-of";

/// A published file: its name and its SHA-256 in hexadecimal.
pub type Published = (String, String);

/// Writes the bill of the files published so far.
pub fn write(workspace: &Workspace, inventory: &Inventory, files: &[Published], to: &Path) -> Result<()> {
    let bill = bill(workspace, inventory, files)?;
    let validated = bill.validate_version(SpecVersion::V1_5);
    ensure!(validated.passed(), "the bill of materials is not CycloneDX 1.5: {validated:?}");
    let mut text = Vec::new();
    bill.output_as_json_v1_5(&mut text)?;
    fs::write(to, text).with_context(|| to.display().to_string())
}

fn bill(workspace: &Workspace, inventory: &Inventory, files: &[Published]) -> Result<Bom> {
    let version = workspace.version("mastersecret")?;
    let own = format!("pkg:cargo/mastersecret@{version}");
    let mut product = component(Classification::Application, "mastersecret", version, &own);
    product.licenses = Some(licence("MIT OR Apache-2.0"));
    let published = |(name, sum): &Published| {
        let mut file = component(Classification::File, name, version, name);
        file.hashes = Some(Hashes(vec![hash(HashAlgorithm::SHA_256, sum)]));
        file
    };
    product.components = Some(Components(files.iter().map(published).collect()));

    let compiler = compiler::version(workspace)?;
    let compiler = component(Classification::Application, "rustc", compiler.trim_start_matches("rustc "), "rustc");
    let tools = Tools::Object { services: None, components: Some(Components(vec![compiler])) };
    let needs = |url: &str, needs: &std::collections::BTreeSet<String>| Dependency {
        dependency_ref: url.to_owned(),
        dependencies: needs.iter().cloned().collect(),
    };
    let edges = inventory.packages.iter().map(|(url, package)| needs(url, &package.needs));
    let components = inventory.packages.iter().map(|(url, package)| described(url, package));
    Ok(Bom {
        metadata: Some(Metadata { tools: Some(tools), component: Some(product), ..Metadata::default() }),
        components: Some(Components(components.collect::<Result<_>>()?)),
        dependencies: Some(Dependencies([needs(&own, &inventory.direct)].into_iter().chain(edges).collect())),
        serial_number: None,
        spec_version: SpecVersion::V1_5,
        ..Bom::default()
    })
}

fn component(kind: Classification, name: &str, version: &str, reference: &str) -> Component {
    Component::new(kind, name, version, Some(reference.to_owned()))
}

fn licence(expression: &str) -> Licenses {
    Licenses(vec![LicenseChoice::expression(expression)])
}

fn hash(alg: HashAlgorithm, content: &str) -> Hash {
    Hash { alg, content: HashValue(content.to_owned()) }
}

fn described(url: &str, package: &Package) -> Result<Component> {
    let mut it = component(Classification::Library, &package.name, &package.version, url);
    it.purl = Some(url.parse::<Purl>().map_err(|()| anyhow::anyhow!("{url} is no package URL"))?);
    it.licenses = Some(licence(&package.licence));
    it.scope = Some(if package.files.is_empty() { Scope::Excluded } else { Scope::Required });
    it.hashes = package.sum.as_ref().map(|sum| {
        Hashes(vec![match sum {
            Sum::Sha256(content) => hash(HashAlgorithm::SHA_256, content),
            Sum::Sha512(content) => hash(HashAlgorithm::SHA_512, content),
        }])
    });
    it.external_references = package
        .repository
        .as_ref()
        .map(|url| ExternalReferences(vec![ExternalReference::new(ExternalReferenceType::Vcs, Uri::new(url))]));
    let parts: Vec<_> = package.files.iter().map(|file| Property::new(PART_OF, file)).collect();
    it.properties = (!parts.is_empty()).then_some(Properties(parts));
    Ok(it)
}
