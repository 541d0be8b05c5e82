import { pillars, wall } from './cave-features.js'
import { cave, dunes, grass, hills, mesas, mountains, rocks, sea } from './land-features.js'
import type { LayerBrush } from './layer-brush.js'
import { conifer, kelp, roundTree, woods } from './plant-features.js'
import type { Feature } from './scene-plan.js'
import { clouds, planets, scatterStars, sky } from './sky-features.js'
import { castle, city } from './town-features.js'

export const paintFeature: Readonly<Record<Feature, (brush: LayerBrush) => void>> = {
  sky,
  clouds,
  stars: ({ canvas, salt }) => scatterStars(canvas, 0.008, salt + 1),
  mountains,
  mesas,
  hills,
  dunes,
  conifers: woods(conifer, 1.5),
  trees: woods(roundTree, 1.2),
  city,
  castle,
  sea,
  cave,
  wall,
  pillars,
  rocks,
  planets,
  kelp: (brush) => {
    kelp(brush)
    hills({ ...brush, depth: 1.05 })
  },
  grass,
}
