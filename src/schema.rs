//! The JSON Schemas of `sayso.toml` and of rule files, for editors. They are made from the types in `tests`, which a test
//! holds against the readers' own keys and names; what is shipped is the text.

/// The schema of `sayso.toml`.
pub const CONFIG: &str = include_str!("../rules/schema/sayso.schema.json");
/// The schema of rule files.
pub const RULE: &str = include_str!("../rules/schema/rule.schema.json");

#[cfg(test)]
mod tests;
