/** Rows of a glyph's cell: seven above the baseline, two below it for descenders. */
export const glyphHeightPx = 9
export const glyphWidthPx = 5

/**
 * Glyphs of the printable ASCII characters from space to tilde, drawn for this project. One base-32 digit a row from the
 * top, five pixels a digit with the leftmost as the highest bit; missing rows are empty.
 */
const glyphRows = [
  '0', // space
  '4444404', // !
  'aaa', // "
  'aavavaa', // #
  '4fke5u4', // $
  'op248j3', // %
  'cik8lid', // &
  '448', // '
  '2488842', // (
  '8422248', // )
  '04lel4', // *
  '044v44', // +
  '00000cc48', // ,
  '000v', // -
  '00000cc', // .
  '01248g', // /
  'ehjlphe', // 0
  '4c4444e', // 1
  'eh1248v', // 2
  'v2421he', // 3
  '26aiv22', // 4
  'vgu11he', // 5
  '68guhhe', // 6
  'v124888', // 7
  'ehhehhe', // 8
  'ehhf12c', // 9
  '0cc0cc', // :
  '0cc0cc48', // ;
  '248g842', // <
  '00v0v', // =
  '8421248', // >
  'eh12404', // ?
  'eh1dlle', // @
  'ehhvhhh', // A
  'uhhuhhu', // B
  'ehggghe', // C
  'uhhhhhu', // D
  'vgguggv', // E
  'vgguggg', // F
  'ehgnhhf', // G
  'hhhvhhh', // H
  'e44444e', // I
  '72222ic', // J
  'hikokih', // K
  'ggggggv', // L
  'hrllhhh', // M
  'hhpljhh', // N
  'ehhhhhe', // O
  'uhhuggg', // P
  'ehhhlid', // Q
  'uhhukih', // R
  'fgge11u', // S
  'v444444', // T
  'hhhhhhe', // U
  'hhhhha4', // V
  'hhhllla', // W
  'hha4ahh', // X
  'hhha444', // Y
  'v1248gv', // Z
  'e88888e', // [
  '0g8421', // \
  'e22222e', // ]
  '4ah', // ^
  '000000v', // _
  '842', // `
  '00e1fhf', // a
  'ggmphhu', // b
  '00egghe', // c
  '11djhhf', // d
  '00ehvge', // e
  '698s888', // f
  '00fhhhf1e', // g
  'ggmphhh', // h
  '40c444e', // i
  '2062222ic', // j
  'ggikoki', // k
  'c44444e', // l
  '00qllhh', // m
  '00mphhh', // n
  '00ehhhe', // o
  '00uhhhugg', // p
  '00fhhhf11', // q
  '00mpggg', // r
  '00ege1u', // s
  '88s8896', // t
  '00hhhjd', // u
  '00hhha4', // v
  '00hhlla', // w
  '00ha4ah', // x
  '00hhhhf1e', // y
  '00v248v', // z
  '2448442', // {
  '4444444', // |
  '8442448', // }
  '008l2', // ~
]

/** What stands for every other character: a hollow box. */
const missingGlyph = 'vhhhhhv'

/** The rows of a character's glyph from the top, five bits a row, the leftmost pixel as the highest bit. */
export function glyphOf(character: string): readonly number[] {
  const rows = glyphRows[character.charCodeAt(0) - 32] ?? missingGlyph
  return Array.from(rows, (digit) => Number.parseInt(digit, 32))
}
