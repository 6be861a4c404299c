//! Makes Rust of the measured stars (`src/stars/measured.json`), so that whoever shows them carries no
//! reader of JSON.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use serde_json::{Map, Value};

const MEASURED: &str = "src/stars/measured.json";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={MEASURED}");
    let file: Value = serde_json::from_str(&fs::read_to_string(MEASURED)?)?;
    let styles = file["styles"].as_array().ok_or("the file has no styles")?;
    let measures = styles
        .iter()
        .map(|style| literal("measures", &style["measures"]));
    let table = format!("&[{}]", measures.collect::<Result<Vec<_>, _>>()?.join(","));
    fs::write(Path::new(&env::var("OUT_DIR")?).join("measured.rs"), table)?;
    Ok(())
}

/// The Rust of what stands under this name.
fn literal(name: &str, value: &Value) -> Result<String, String> {
    // What the experiments may find nothing for.
    let optional = ["back_after_s", "bottleneck"].contains(&name);
    let text = match value {
        Value::Null if optional => return Ok("None".to_owned()),
        Value::Number(number) => number.to_string(),
        Value::String(text) => format!("Cow::Borrowed({text:?})"),
        Value::Object(fields) => object(name, fields)?,
        Value::Array(items) => {
            let items = items.iter().map(|item| literal(name, item));
            let items = items.collect::<Result<Vec<_>, _>>()?.join(",");
            match name {
                "machines" => format!("[{items}]"),
                _ => format!("Cow::Borrowed(&[{items}])"),
            }
        }
        Value::Null | Value::Bool(_) => return Err(format!("{name}: {value} has no place here")),
    };
    Ok(if optional {
        format!("Some({text})")
    } else {
        text
    })
}

fn object(name: &str, fields: &Map<String, Value>) -> Result<String, String> {
    let kind = match name {
        "measures" => "Measures",
        "scalability" => "Scalability",
        "points" => "ScalabilityPoint",
        "elasticity" => "Elasticity",
        "fault_tolerance" => "FaultTolerance",
        "losses" => "Loss",
        "performance" => "Performance",
        "reliability" => "Reliability",
        "cost" => "Cost",
        "minute" | "requests" => "Answered",
        _ => return Err(format!("nobody knows what {name} is")),
    };
    let fields = fields
        .iter()
        .map(|(name, value)| Ok(format!("{name}: {}", literal(name, value)?)));
    let fields = fields.collect::<Result<Vec<_>, String>>()?.join(",");
    Ok(format!("{kind} {{ {fields} }}"))
}
