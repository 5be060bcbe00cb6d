//! SVG to PNG.

use std::error::Error;
use std::path::PathBuf;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::svg::FONT_FAMILY;

/// Paints with the given fonts only, so that a picture is the same on every machine.
pub struct Painter {
    options: Options<'static>,
}

impl Painter {
    pub fn new(fonts: &[PathBuf]) -> Result<Self, Box<dyn Error>> {
        let mut options = Options { font_family: FONT_FAMILY.to_owned(), ..Options::default() };
        for font in fonts {
            let mut files = vec![font.clone()];
            // The other styles lie beside the regular one: Name-Regular.ttf, Name-Bold.ttf; or Name.ttf, Name-Bold.ttf.
            let stem = font.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let name = stem.strip_suffix("-Regular").unwrap_or(&stem);
            for style in ["Bold", "Italic", "Oblique", "BoldItalic", "BoldOblique"] {
                files.push(font.with_file_name(format!("{name}-{style}.ttf")));
            }
            for file in files.iter().filter(|file| *file == font || file.exists()) {
                let data =
                    std::fs::read(file).map_err(|error| format!("the font {}: {error}", file.display()))?;
                options.fontdb_mut().load_font_data(data);
            }
        }
        Ok(Self { options })
    }

    pub fn png(&self, svg: &str) -> Result<Vec<u8>, Box<dyn Error>> {
        let tree = Tree::from_str(svg, &self.options)?;
        let size = tree.size().to_int_size();
        let mut pixels =
            Pixmap::new(size.width(), size.height()).ok_or("the window is too large to be painted")?;
        resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
        Ok(pixels.encode_png()?)
    }
}
