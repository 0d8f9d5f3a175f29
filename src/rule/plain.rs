//! TOML values where TOML is not at hand: in what the build script leaves for the start, which does not say of what type
//! its values are. Owns that form of them; for serde, as `#[serde(with = "plain")]`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use toml::Value;

/// A value that says what it is. Dates are none of an option's business.
#[derive(Serialize, Deserialize)]
enum Plain {
    String(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Array(Vec<Plain>),
    Table(BTreeMap<String, Plain>),
}

impl From<&Value> for Plain {
    fn from(value: &Value) -> Self {
        match value {
            Value::String(s) => Self::String(s.clone()),
            Value::Integer(i) => Self::Integer(*i),
            Value::Float(f) => Self::Float(*f),
            Value::Boolean(b) => Self::Boolean(*b),
            Value::Datetime(date) => Self::String(date.to_string()),
            Value::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Value::Table(table) => Self::Table(table.iter().map(|(k, v)| (k.clone(), v.into())).collect()),
        }
    }
}

impl From<Plain> for Value {
    fn from(value: Plain) -> Self {
        match value {
            Plain::String(s) => Self::String(s),
            Plain::Integer(i) => Self::Integer(i),
            Plain::Float(f) => Self::Float(f),
            Plain::Boolean(b) => Self::Boolean(b),
            Plain::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Plain::Table(table) => Self::Table(table.into_iter().map(|(k, v)| (k, v.into())).collect()),
        }
    }
}

pub(crate) fn serialize<S: Serializer>(values: &BTreeMap<String, Value>, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(values.iter().map(|(name, value)| (name, Plain::from(value))))
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, Value>, D::Error> {
    let values = BTreeMap::<String, Plain>::deserialize(from)?;
    Ok(values.into_iter().map(|(name, value)| (name, value.into())).collect())
}
