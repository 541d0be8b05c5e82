import { placeNoise } from '../random.js'
import { hills } from './land-features.js'
import type { LayerBrush } from './layer-brush.js'
import { baseOf, inkOf } from './layer-brush.js'

/** Houses with windows; at night most of them are lit. */
export function city(brush: LayerBrush): void {
  const { canvas, depth, hour, salt } = brush
  const [material, tone] = inkOf(brush)
  const unit = Math.max(3, Math.round(canvas.height * (0.05 + 0.06 * depth)))
  let [x, i] = [0, 0]
  while (x < canvas.width) {
    const wide = Math.min(canvas.width - x, Math.round(unit * (1 + 1.4 * placeNoise(i, 1, salt))))
    const top = Math.round(baseOf(brush) - canvas.height * (0.46 - 0.22 * depth) * placeNoise(i, 2, salt))
    const lit = hour === 'night' || hour === 'dusk' ? 0.6 : 0.2
    for (let px = x; px < x + wide; px++)
      canvas.column(
        px,
        top,
        material,
        (y) => tone + (px === x ? 0.7 : px === x + wide - 1 ? -0.7 : 0) + (y === top ? 0.5 : 0),
      )
    const step = Math.max(3, Math.round(unit * 0.34))
    for (let wy = top + 2; wy < canvas.height - 1 && depth > 0.1; wy += step)
      for (let wx = x + 2; wx < x + wide - 2; wx += step) {
        const bright = placeNoise(wx, wy, salt) < lit
        const size = Math.max(1, Math.floor(step / 2.4))
        for (let j = 0; j < size; j++)
          for (let k = 0; k < size; k++)
            canvas.set(
              wx + k,
              wy + j,
              bright ? 'yellow' : material,
              bright ? 3 + (k === 0 ? 1 : 0) : Math.max(0, tone - 1.2),
            )
      }
    if (placeNoise(i, 3, salt) < 0.3)
      for (let y = 1; y < unit; y++) canvas.set(x + (wide >> 1), top - y, material, tone - 0.6)
    x += wide
    i++
  }
}

export function castle(brush: LayerBrush): void {
  const { canvas, salt } = brush
  hills(brush)
  const tone = Math.max(0.4, inkOf(brush)[1])
  const base = Math.round(baseOf(brush) + canvas.height * 0.04)
  const at = Math.round(canvas.width * (0.3 + 0.3 * placeNoise(1, 9, salt)))
  const unit = canvas.height * 0.05
  for (let i = -3; i <= 3; i++) {
    const tower = i % 2 !== 0
    const [wide, high] = [
      Math.round(unit * (tower ? 1.3 : 2.2)),
      Math.round(unit * (tower ? 5.4 - Math.abs(i) * 0.7 : 2.8)),
    ]
    const left = at + Math.round(i * unit * 1.7) - (wide >> 1)
    for (let x = left; x < left + wide; x++)
      for (let y = base - high - (tower && (x - left) % 3 < 2 ? 2 : 0); y < base; y++)
        canvas.set(x, y, 'stone', tone + (x < left + 2 ? 0.7 : x > left + wide - 3 ? -0.6 : 0))
    if (tower) canvas.set(left + (wide >> 1), base - Math.round(high * 0.7), 'yellow', 4)
  }
}
