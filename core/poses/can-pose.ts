import { stemOf } from '../intake/singular.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { framesOf } from '../spec/spec-frames.js'
import { hasPoses } from './pose-of-frame.js'

/** Creatures and machines without an upright body of two arms and two legs, singular: a skeleton would bend them into one. */
const otherBodies = new Set(
  `alligator ant ape arachnid basilisk bat bear beast bee beetle bird bison blob boar buffalo bug bull butterfly calf
  camel car cart cat caterpillar cattle centaur centipede chicken clam cobra colt cow crab crane creature crocodile crow
  deer dinosaur dog dolphin donkey dove drake dragon dragonfly drone duck eagle eel elephant falcon fawn ferret fish fly
  fox frog gecko ghost giraffe goat goose griffin griffon gryphon hamster hare hawk hedgehog hen heron hippo horse hound
  hydra insect jellyfish kangaroo kitten kraken lamb lion lioness lizard lobster manticore maggot mermaid mimic mole moose
  mosquito moth mouse mule naga newt octopus ooze orb ostrich otter owl ox oyster panda panther parrot pegasus penguin
  phoenix pig pigeon pony puppy rabbit raccoon ram raptor rat raven reindeer rhino robin salamander scarab scorpion seagull
  seal serpent shark sheep ship shrimp slime slug snail snake sparrow spider spirit squid squirrel stag stallion starfish
  swan swarm tadpole tank tentacle tiger toad tortoise truck turret turtle unicorn vehicle viper vulture wasp whale wisp
  wolf worm wyrm wyvern zebra`.split(/\s+/),
)

/** Where the words leave the thing itself for what it has or where it is. */
const afterthought =
  /[,;:(]| (?:with|in|on|of|at|by|for|from|under|wearing|holding|carrying|riding|who|that|which) /

/**
 * Whether every frame of a spec has a pose that can be drawn: a character of upright body whose animations all name
 * movements that are known. The last word of what it is decides: a wolf hunter stands upright and a grey wolf does not.
 */
export function canPose(
  spec: Pick<AssetSpec, 'assetType' | 'animations' | 'states' | 'subject' | 'prompt'>,
): boolean {
  if (spec.assetType !== 'character' || !hasPoses(framesOf(spec))) return false
  const [thing = ''] = (spec.subject ?? spec.prompt.positive).toLowerCase().split(afterthought)
  const last = thing.match(/[\p{L}\p{N}]+/gu)?.at(-1) ?? ''
  return !otherBodies.has(stemOf(last))
}
