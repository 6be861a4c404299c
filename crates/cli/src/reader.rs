//! Reads a JSON document as what it stands for, more strictly than the usual reader: a list is no
//! object, and what stands in place of a kind or a pair is told with what could stand there.

use std::fmt;

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, Unexpected, VariantAccess,
    Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use crate::shape::{Expected, INFINITE, Shape};

/// A place of the document.
#[derive(Clone, Copy)]
pub struct Reader<'a>(pub &'a Value);

/// What does not fit there.
#[derive(Debug)]
pub struct Objection(pub Shape);

impl fmt::Display for Objection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.0)
    }
}

impl std::error::Error for Objection {}

impl de::Error for Objection {
    fn custom<T: fmt::Display>(sentence: T) -> Self {
        Self(Shape::read(&sentence.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        // JSON has a name for what is nothing.
        let found = match found {
            Unexpected::Unit => "null".to_owned(),
            found => found.to_string(),
        };
        Self::custom(format_args!("invalid type: {found}, expected {expected}"))
    }
}

impl Reader<'_> {
    fn found(self) -> String {
        match self.0 {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => Unexpected::Bool(*value).to_string(),
            Value::Number(number) if number.is_f64() => format!("floating point `{number}`"),
            Value::Number(number) => format!("integer `{number}`"),
            Value::String(text) => match text.strip_prefix(INFINITE) {
                Some(number) => number.to_owned(),
                None => Unexpected::Str(text).to_string(),
            },
            Value::Array(_) => Unexpected::Seq.to_string(),
            Value::Object(_) => Unexpected::Map.to_string(),
        }
    }

    /// Something else stands here than should.
    fn wrong(self, expected: Expected) -> Objection {
        let found = self.found();
        Objection(Shape::Type { found, expected })
    }
}

impl<'de> IntoDeserializer<'de, Objection> for Reader<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Objection;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Objection> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(value), _) => visitor.visit_u64(value),
                (None, Some(value)) => visitor.visit_i64(value),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(list) => visitor.visit_seq(SeqDeserializer::new(list.iter().map(Reader))),
            Value::Object(fields) => {
                let fields = fields
                    .iter()
                    .map(|(name, value)| (name.as_str(), Reader(value)));
                visitor.visit_map(MapDeserializer::new(fields))
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Objection> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Objection> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Objection> {
        match self.0 {
            Value::Object(_) => self.deserialize_any(visitor),
            _ => Err(self.wrong(Expected::Object)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Objection> {
        match self.0 {
            Value::Array(list) if list.len() != count => Err(Objection(Shape::Count {
                found: list.len(),
                expected: count,
            })),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        kinds: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Objection> {
        let known = || kinds.iter().map(|kind| (*kind).to_owned()).collect();
        match self.0 {
            Value::String(name) => visitor.visit_enum(Kind { name, value: None }),
            Value::Object(fields) if fields.len() == 1 => {
                let (name, value) = fields.iter().next().expect("there is one");
                let value = Some(Reader(value));
                visitor.visit_enum(Kind { name, value })
            }
            Value::Object(fields) => Err(Objection(Shape::OneKind {
                found: fields.keys().cloned().collect(),
                known: known(),
            })),
            _ => Err(self.wrong(Expected::Kind(known()))),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple_struct map identifier ignored_any
    }
}

/// One of several kinds, and what is said of it.
struct Kind<'a> {
    name: &'a str,
    value: Option<Reader<'a>>,
}

impl<'de> Kind<'de> {
    fn value(self) -> Result<Reader<'de>, Objection> {
        let name = self.name.to_owned();
        self.value.ok_or(Objection(Shape::KindAlone { name }))
    }
}

impl<'de> EnumAccess<'de> for Kind<'de> {
    type Error = Objection;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Objection> {
        let name: de::value::StrDeserializer<'_, Objection> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> VariantAccess<'de> for Kind<'de> {
    type Error = Objection;

    fn unit_variant(self) -> Result<(), Objection> {
        match self.value {
            None | Some(Reader(Value::Null)) => Ok(()),
            Some(_) => {
                let name = self.name.to_owned();
                Err(Objection(Shape::KindWithMore { name }))
            }
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Objection> {
        seed.deserialize(self.value()?)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        count: usize,
        visitor: V,
    ) -> Result<V::Value, Objection> {
        self.value()?.deserialize_tuple(count, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Objection> {
        self.value()?.deserialize_struct("", fields, visitor)
    }
}
