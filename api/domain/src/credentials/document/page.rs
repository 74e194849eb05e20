//! One A4 page, drawn on in millimetres from its top left corner, the way a person measures paper.
//!
//! It records what is drawn as PDF operations, and where each text came to stand, so that nothing printed can leave
//! its frame unnoticed.

use printpdf::{
    Color, CurTransMat, FontId, Line, LineDashPattern, LinePoint, Op, PaintMode, PdfFontHandle, Point,
    Polygon, PolygonRing, Pt, Rgb, TextItem, TextMatrix, TextRenderingMode, WindingOrder,
};

use super::faces::Faces;
use super::fitting::{BREAK, JOIN, width};

/// Page size in millimetres, in landscape.
pub(super) const WIDTH: f32 = 297.0;
pub(super) const HEIGHT: f32 = 210.0;

/// Points in a millimetre.
pub(super) const POINTS: f32 = 72.0 / 25.4;

/// A colour, opaque, in sRGB.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ink(pub(super) f32, pub(super) f32, pub(super) f32);

/// Where on the page, in millimetres from the top left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct At(pub(super) f32, pub(super) f32);

/// Which point of a line of text is put where it is asked to stand.
#[derive(Debug, Clone, Copy)]
pub(super) enum Anchor {
    Left,
    Centre,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    /// Points.
    pub(super) size: f32,
    pub(super) ink: Ink,
    /// Extra space after each character, in points.
    pub(super) tracking: f32,
    /// Outline drawn around each stroke to make it heavier, in points; 0 for the face as it is.
    pub(super) weight: f32,
}

impl Style {
    pub(super) fn new(size: f32, ink: Ink) -> Self {
        Self { size, ink, tracking: 0.0, weight: 0.0 }
    }

    pub(super) fn tracked(self, tracking: f32) -> Self {
        Self { tracking, ..self }
    }

    pub(super) fn heavier(self, weight: f32) -> Self {
        Self { weight, ..self }
    }
}

/// A text and the box it takes on the page, in millimetres.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) top: f32,
    pub(super) right: f32,
    pub(super) bottom: f32,
}

/// A step of an outline: a corner, or a curve with its two control points.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    To(At),
    Curve(At, At, At),
}

pub(super) struct Page<'f> {
    pub(super) faces: &'f Faces,
    pub(super) font: FontId,
    pub(super) ops: Vec<Op>,
    pub(super) placed: Vec<Placed>,
    /// Width and height in millimetres.
    pub(super) size: (f32, f32),
}

impl<'f> Page<'f> {
    /// A page in landscape.
    pub(super) fn new(faces: &'f Faces, font: FontId) -> Self {
        Self { faces, font, ops: Vec::new(), placed: Vec::new(), size: (WIDTH, HEIGHT) }
    }

    /// A page in portrait.
    pub(super) fn upright(faces: &'f Faces, font: FontId) -> Self {
        Self { size: (HEIGHT, WIDTH), ..Self::new(faces, font) }
    }

    /// Sets one line of text with its baseline at `at`.
    pub(super) fn text(&mut self, at: At, anchor: Anchor, style: Style, text: &str) {
        let text: String = text.chars().filter(|&c| c != JOIN && c != BREAK).collect();
        if text.is_empty() {
            return;
        }
        // The tracking after the last character is not seen.
        let length = (width(self.faces, &text, style.size, style.tracking) - style.tracking) / POINTS;
        let left = match anchor {
            Anchor::Left => at.0,
            Anchor::Centre => at.0 - length / 2.0,
        };
        let em = style.size / POINTS;
        self.placed.push(Placed {
            text: text.clone(),
            left,
            top: at.1 - em * 0.86,
            right: left + length,
            bottom: at.1 + em * 0.2,
        });
        self.ops.push(Op::SetFillColor { col: style.ink.into() });
        if style.weight > 0.0 {
            self.ops.push(Op::SetOutlineColor { col: style.ink.into() });
            self.ops.push(Op::SetOutlineThickness { pt: Pt(style.weight) });
        }
        let mode = if style.weight > 0.0 { TextRenderingMode::FillStroke } else { TextRenderingMode::Fill };
        let origin = self.point(At(left, at.1));
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFont { font: PdfFontHandle::External(self.font.clone()), size: Pt(style.size) },
            Op::SetTextRenderingMode { mode },
            Op::SetCharacterSpacing { multiplier: style.tracking },
            Op::SetTextMatrix { matrix: TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, origin.x.0, origin.y.0]) },
            Op::ShowText { items: vec![TextItem::Text(text)] },
            Op::EndTextSection,
        ]);
    }

    /// Strokes an outline with a line of `thickness` points.
    pub(super) fn stroke(&mut self, steps: &[Step], closed: bool, ink: Ink, thickness: f32) {
        self.ops.push(Op::SetOutlineColor { col: ink.into() });
        self.ops.push(Op::SetOutlineThickness { pt: Pt(thickness) });
        self.ops.push(Op::DrawLine { line: Line { points: self.points(steps), is_closed: closed } });
    }

    /// Strokes an outline in dashes of `dash` points with gaps as long.
    pub(super) fn stroke_dashed(&mut self, steps: &[Step], ink: Ink, thickness: f32, dash: f32) {
        self.ops.push(Op::SetLineDashPattern {
            dash: LineDashPattern { offset: 0.0, pattern: [dash, dash].into_iter().collect() },
        });
        self.stroke(steps, true, ink, thickness);
        self.ops.push(Op::SetLineDashPattern { dash: LineDashPattern::default() });
    }

    /// Fills outlines, all in one go so that shapes that touch show no seam.
    pub(super) fn fill(&mut self, outlines: &[Vec<Step>], ink: Ink) {
        self.fill_rings(
            outlines.iter().map(|steps| PolygonRing { points: self.points(steps) }).collect(),
            ink,
        );
    }

    /// Fills cells of a square grid whose top left is at `at` and whose cells are `cell` millimetres wide. Each area
    /// is left, top, right, bottom, in cells: whole numbers, which compress to half of what coordinates would.
    pub(super) fn fill_cells(&mut self, at: At, cell: f32, areas: &[[u16; 4]], ink: Ink) {
        // A cell to a ten-thousandth of a point: 40 of them must not drift.
        let (origin, unit) = (self.point(at), round(cell * POINTS * 100.0) / 100.0);
        let rings = areas.iter().map(|&[left, top, right, bottom]| {
            let corner =
                |x: u16, y: u16| LinePoint { p: Point { x: Pt(x.into()), y: Pt(y.into()) }, bezier: false };
            let points =
                vec![corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)];
            PolygonRing { points }
        });
        self.ops.push(Op::SaveGraphicsState);
        let matrix = CurTransMat::Raw([unit, 0.0, 0.0, -unit, origin.x.0, origin.y.0]);
        self.ops.push(Op::SetTransformationMatrix { matrix });
        self.fill_rings(rings.collect(), ink);
        self.ops.push(Op::RestoreGraphicsState);
    }

    fn points(&self, steps: &[Step]) -> Vec<LinePoint> {
        let corner = |at: At| LinePoint { p: self.point(at), bezier: false };
        let control = |at: At| LinePoint { p: self.point(at), bezier: true };
        let each = steps.iter().flat_map(|step| match *step {
            Step::To(at) => vec![corner(at)],
            Step::Curve(first, second, end) => vec![control(first), control(second), corner(end)],
        });
        each.collect()
    }

    /// PDF counts in points from the bottom left. A hundredth of a point is far finer than any printer, and rounding to it
    /// keeps the bytes the same whatever the last bit of a product was.
    fn point(&self, At(x, y): At) -> Point {
        Point { x: Pt(round(x * POINTS)), y: Pt(round((self.size.1 - y) * POINTS)) }
    }

    fn fill_rings(&mut self, rings: Vec<PolygonRing>, ink: Ink) {
        self.ops.push(Op::SetFillColor { col: ink.into() });
        let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
        self.ops.push(Op::DrawPolygon { polygon });
    }
}

impl From<Ink> for Color {
    fn from(Ink(r, g, b): Ink) -> Self {
        Self::Rgb(Rgb { r, g, b, icc_profile: None })
    }
}

/// The corners of a rectangle.
pub(super) fn rectangle(left: f32, top: f32, right: f32, bottom: f32) -> Vec<Step> {
    [At(left, top), At(right, top), At(right, bottom), At(left, bottom)].map(Step::To).to_vec()
}

fn round(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}
