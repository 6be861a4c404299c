//! One style sheet of the page's many: each is a room of its own in static/styles, and a visitor fetches one file.

use anyhow::{Context, Result, bail};
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;

/// Makes one file of the style sheets that the page links, in their order, and links it in their place.
/// Returns the page with that one link.
pub fn joined(page: &str, folder: &Path) -> Result<String> {
    let (page, names) = without_links(page)?;
    let mut sheet = String::new();
    for name in &names {
        let path = folder.join(name);
        let text = fs::read_to_string(&path)
            .with_context(|| format!("could not read the style sheet {name}"))?;
        sheet.push_str(text.trim_end());
        sheet.push('\n');
        fs::remove_file(&path).with_context(|| format!("could not remove {name}"))?;
    }
    // The name follows what is inside, so that no visitor keeps an old one.
    let mut hasher = DefaultHasher::new();
    hasher.write(sheet.as_bytes());
    let name = format!("page-{:016x}.css", hasher.finish());
    fs::write(folder.join(&name), sheet).context("could not write the style sheet")?;
    Ok(page.replacen(
        PLACE,
        &format!("<link rel=\"stylesheet\" href=\"./{name}\">"),
        1,
    ))
}

/// Where the links were.
const PLACE: &str = "<!-- styles -->";

/// The page with `PLACE` where the first link to a style sheet was and without the others, and the files they named.
fn without_links(page: &str) -> Result<(String, Vec<String>)> {
    let mut rest = page;
    let mut without = String::new();
    let mut names = Vec::new();
    while let Some(start) = rest.find("<link") {
        let end = start + rest[start..].find('>').context("a link has no end")? + 1;
        let link = &rest[start..end];
        without.push_str(&rest[..start]);
        if link.contains("stylesheet") {
            if names.is_empty() {
                without.push_str(PLACE);
            }
            names.push(file_name(link)?);
        } else {
            without.push_str(link);
        }
        rest = &rest[end..];
    }
    without.push_str(rest);
    if names.is_empty() {
        bail!("the built page links no style sheet");
    }
    Ok((without, names))
}

/// The file that a link names; minified pages have no quotes.
fn file_name(link: &str) -> Result<String> {
    let named = link.split("href=").nth(1);
    let named = named.with_context(|| format!("{link} names no file"))?;
    let quotes = |sign: char| sign == '"' || sign == '\'';
    let ends = |sign: char| sign.is_whitespace() || sign == '>' || quotes(sign);
    let named = named.trim_start_matches(quotes).split(ends).next();
    let named = named.map(|name| name.trim_start_matches("./"));
    match named {
        Some(name) if name.ends_with(".css") && !name.contains('/') => Ok(name.to_owned()),
        _ => bail!("{link} is no style sheet of the page's own folder"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_links_become_one_in_the_place_of_the_first() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("hitotsu-styles-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("boot-1.css"), "a{}\n")?;
        fs::write(folder.join("bar-2.css"), "b{}")?;
        let page = "<link href=./boot-1.css rel=stylesheet><link href=\"i.svg\" rel=\"icon\">\
            <link rel=\"stylesheet\" href=\"./bar-2.css\"><p>";
        let joined = joined(page, &folder)?;
        let files: Vec<_> = fs::read_dir(&folder)?.flatten().collect();
        let [file] = files.as_slice() else {
            bail!("{} files are left", files.len());
        };
        let name = file.file_name().to_string_lossy().into_owned();
        let expected = format!(
            "<link rel=\"stylesheet\" href=\"./{name}\"><link href=\"i.svg\" rel=\"icon\"><p>"
        );
        assert_eq!(joined, expected);
        assert_eq!(fs::read_to_string(file.path())?, "a{}\nb{}\n");
        fs::remove_dir_all(&folder)?;
        Ok(())
    }

    #[test]
    fn a_style_sheet_from_elsewhere_is_refused() {
        assert!(without_links("<link rel=stylesheet href=https://example.org/a.css>").is_err());
        assert!(without_links("<p>").is_err());
    }
}
