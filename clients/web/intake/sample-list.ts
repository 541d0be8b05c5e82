/** A list to try the whole way with: seven specs, one rule, and one sentence that nothing comes of. */
export const sampleList = {
  name: 'lantern-keep.md',
  text: `# Lantern Keep

Pixel art, 32x32 unless said otherwise.

## Characters
- moth knight in small armour with a needle lance
- keeper of the lamp, old, in a long coat

## Props
- water barrel
- oil lamp, lit
- covered wagon, 64x48

## Tiles
- cracked dry mud
- wet flagstones

The bank is closed on Mondays.
`,
} as const
