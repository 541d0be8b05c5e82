/** A place in design units: x to the right, y down. */
export type Point = readonly [x: number, y: number]

/** A filled area in design units; a pixel belongs to it when its centre is inside. */
export interface Shape {
  readonly x0: number
  readonly y0: number
  readonly x1: number
  readonly y1: number
  inside(x: number, y: number): boolean
}

export function rect(x: number, y: number, width: number, height: number): Shape {
  const [x1, y1] = [x + width, y + height]
  return { x0: x, y0: y, x1, y1, inside: (px, py) => px >= x && px < x1 && py >= y && py < y1 }
}

/** `cx, cy` is the centre: (16, 16) is the crossing of four pixels, (16.5, 16.5) the middle of one. */
export function ellipse(cx: number, cy: number, rx: number, ry: number): Shape {
  return {
    x0: cx - rx,
    y0: cy - ry,
    x1: cx + rx,
    y1: cy + ry,
    inside: (x, y) => ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1,
  }
}

/** A rectangle with rounded corners of radius `r`. */
export function roundRect(x: number, y: number, width: number, height: number, r: number): Shape {
  const radius = Math.min(r, width / 2, height / 2)
  return {
    x0: x,
    y0: y,
    x1: x + width,
    y1: y + height,
    inside: (px, py) => {
      const dx = Math.max(x + radius - px, 0, px - (x + width - radius))
      const dy = Math.max(y + radius - py, 0, py - (y + height - radius))
      return dx * dx + dy * dy <= radius * radius && px >= x && px < x + width && py >= y && py < y + height
    },
  }
}

/** Even-odd polygon. */
export function polygon(points: readonly Point[]): Shape {
  const xs = points.map((p) => p[0])
  const ys = points.map((p) => p[1])
  return {
    x0: Math.min(...xs),
    y0: Math.min(...ys),
    x1: Math.max(...xs),
    y1: Math.max(...ys),
    inside: (x, y) => {
      let odd = false
      for (let i = 0, j = points.length - 1; i < points.length; j = i++) {
        const [xi, yi] = points[i]!
        const [xj, yj] = points[j]!
        if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) odd = !odd
      }
      return odd
    },
  }
}

/** A line along `points` with round ends; `width` may be two numbers, start and end, to taper. */
export function stroke(points: readonly Point[], width: number | readonly [number, number]): Shape {
  const [from, to] = typeof width === 'number' ? [width / 2, width / 2] : [width[0] / 2, width[1] / 2]
  const grow = Math.max(from, to)
  const xs = points.map((p) => p[0])
  const ys = points.map((p) => p[1])
  const last = Math.max(1, points.length - 1)
  return {
    x0: Math.min(...xs) - grow,
    y0: Math.min(...ys) - grow,
    x1: Math.max(...xs) + grow,
    y1: Math.max(...ys) + grow,
    inside: (x, y) => {
      for (let i = 0; i < Math.max(1, points.length - 1); i++) {
        const [ax, ay] = points[i]!
        const [bx, by] = points[i + 1] ?? points[i]!
        const [dx, dy] = [bx - ax, by - ay]
        const lengthSquared = dx * dx + dy * dy
        const t =
          lengthSquared === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / lengthSquared))
        const radius = from + (to - from) * ((i + t) / last)
        if ((x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2 <= radius * radius) return true
      }
      return false
    },
  }
}

/** Points of a quadratic Bézier curve, ends included. */
export function curve(from: Point, bend: Point, to: Point, steps = 12): Point[] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const t = i / steps
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t * t]
    return [a * from[0] + b * bend[0] + c * to[0], a * from[1] + b * bend[1] + c * to[1]] as const
  })
}

/** Points on an ellipse from angle `from` to `to`, degrees clockwise from three o'clock. */
export function arc(cx: number, cy: number, rx: number, ry: number, from: number, to: number): Point[] {
  const steps = Math.max(4, Math.ceil(Math.abs(to - from) / 12))
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180
    return [cx + rx * Math.cos(angle), cy + ry * Math.sin(angle)] as const
  })
}

export function union(...shapes: readonly Shape[]): Shape {
  return {
    x0: Math.min(...shapes.map((s) => s.x0)),
    y0: Math.min(...shapes.map((s) => s.y0)),
    x1: Math.max(...shapes.map((s) => s.x1)),
    y1: Math.max(...shapes.map((s) => s.y1)),
    inside: (x, y) => shapes.some((s) => s.inside(x, y)),
  }
}

export function intersect(a: Shape, b: Shape): Shape {
  return {
    x0: Math.max(a.x0, b.x0),
    y0: Math.max(a.y0, b.y0),
    x1: Math.min(a.x1, b.x1),
    y1: Math.min(a.y1, b.y1),
    inside: (x, y) => a.inside(x, y) && b.inside(x, y),
  }
}

/** `a` without the others. */
export function minus(a: Shape, ...holes: readonly Shape[]): Shape {
  return { ...a, inside: (x, y) => a.inside(x, y) && !holes.some((hole) => hole.inside(x, y)) }
}

/** The shape mirrored at the vertical line x = `axis`. */
export function mirrored(shape: Shape, axis: number): Shape {
  return {
    x0: 2 * axis - shape.x1,
    y0: shape.y0,
    x1: 2 * axis - shape.x0,
    y1: shape.y1,
    inside: (x, y) => shape.inside(2 * axis - x, y),
  }
}

/** The shape turned about a point by degrees, clockwise. */
export function turned(shape: Shape, about: Point, degrees: number): Shape {
  const angle = (degrees * Math.PI) / 180
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const corners = [
    [shape.x0, shape.y0],
    [shape.x1, shape.y0],
    [shape.x0, shape.y1],
    [shape.x1, shape.y1],
  ].map(([x, y]) => turnPoint([x!, y!], about, degrees))
  return {
    x0: Math.min(...corners.map((c) => c[0])),
    y0: Math.min(...corners.map((c) => c[1])),
    x1: Math.max(...corners.map((c) => c[0])),
    y1: Math.max(...corners.map((c) => c[1])),
    inside: (x, y) => {
      const [dx, dy] = [x - about[0], y - about[1]]
      return shape.inside(about[0] + dx * cos + dy * sin, about[1] - dx * sin + dy * cos)
    },
  }
}

export function turnPoint(point: Point, about: Point, degrees: number): Point {
  const angle = (degrees * Math.PI) / 180
  const [dx, dy] = [point[0] - about[0], point[1] - about[1]]
  return [
    about[0] + dx * Math.cos(angle) - dy * Math.sin(angle),
    about[1] + dx * Math.sin(angle) + dy * Math.cos(angle),
  ]
}
