/** Swatches that are shown; a palette of 256 colours would fill the panel. */
const swatchesMax = 64

/** The colours themselves, each with its name on hover. */
export function PaletteSwatches({ palette }: { readonly palette: readonly string[] }) {
  const rest = palette.length - swatchesMax
  return (
    <span class="swatches" role="img" aria-label={`${palette.length} colours`}>
      {palette.slice(0, swatchesMax).map((colour) => (
        <span key={colour} class="swatch" title={colour} style={{ backgroundColor: colour }} />
      ))}
      {rest > 0 ? `+${rest}` : null}
    </span>
  )
}
