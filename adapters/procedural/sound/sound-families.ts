import { actionFamilies } from './families/actions.js'
import { animalFamilies } from './families/animals.js'
import { beingFamilies } from './families/beings.js'
import { machineFamilies } from './families/machines.js'
import { natureFamilies } from './families/nature.js'
import { signalFamilies } from './families/signals.js'
import { thingFamilies } from './families/things.js'
import { weatherFamilies } from './families/weather.js'
import { melody } from './ingredients.js'
import type { SoundFamily } from './sound-family.js'

/** Every kind of sound that the synthesiser knows by name. */
export const knownFamilies: readonly SoundFamily[] = [
  ...signalFamilies,
  ...actionFamilies,
  ...thingFamilies,
  ...natureFamilies,
  ...weatherFamilies,
  ...animalFamilies,
  ...beingFamilies,
  ...machineFamilies,
]

/** What a prompt gets whose words nobody taught: a short retro phrase that its adjectives still steer. */
export const unknownSound: SoundFamily = {
  names: [],
  seconds: [0.2, 0.4],
  build: ({ random, seconds, pitch, bright }) => {
    const base = random.range(260, 620) * pitch
    const notes = random.pick([[0], [0, 3], [0, -4], [0, 7, 4], [0, 5]])
    return {
      layers: melody(base, notes, seconds / (notes.length + 0.5), seconds, {
        wave: random.pick(['square', 'triangle', 'saw'] as const),
        duty: random.range(0.2, 0.5),
        level: 0.5,
        toHz: base * random.range(0.7, 1.4),
        filter: { kind: 'low', hz: 4_000 * bright },
      }),
    }
  },
}
