import { failing, type Mutation } from './mutation.js'

const animations = 'test/core/scoring/score-animation.test.ts'
const sounds = 'test/activities/sounds.test.ts'

const frameMutations: readonly Mutation[] = [
  {
    name: 'a strip is trimmed like a still',
    file: 'core/finish/finish-asset.ts',
    find: 'trimOf(frame, isOpaque || framesOf(spec).length > 1)',
    replace: 'trimOf(frame, isOpaque)',
    ...failing(animations, 'is finished as one picture'),
  },
  {
    name: 'an animation that stands still may win',
    file: 'core/scoring/score-variant.ts',
    find: "  'motion',\n]",
    replace: ']',
    ...failing(animations, 'that stands still is unusable'),
  },
  {
    name: 'an open loop is not seen by how far it goes',
    file: 'core/scoring/animation-checks.ts',
    find: 'closing <= most && way <= mostWay',
    replace: 'closing <= most',
    ...failing(animations, 'whose last frame is far from the first'),
  },
  {
    name: 'feet may leave the ground',
    file: 'core/scoring/animation-checks.ts',
    find: 'const feet = stands ? Math.abs(now.feet - before.feet) : 0',
    replace: 'const feet = 0',
    ...failing(animations, 'whose feet leave the ground'),
  },
  {
    name: 'the best frame stands for all of them',
    file: 'core/scoring/worst-checks.ts',
    find: ': check.score < before.score)',
    replace: ': check.score > before.score)',
    ...failing(animations, 'names the frame that is cut off'),
  },
  {
    name: 'the layers of a backdrop are filled up',
    file: 'core/spec/spec-frames.ts',
    find: "if (spec.assetType === 'backdrop' && spec.states !== undefined) return false",
    replace: '',
    ...failing(animations, 'keep what is clear in the layers'),
  },
  {
    name: 'a palette takes the graded alpha away',
    file: 'core/finish/finish-asset.ts',
    find: '{ keepAlpha: isSoft }',
    replace: '{ keepAlpha: false }',
    ...failing(animations, 'is kept, resampled'),
  },
]

const soundMutations: readonly Mutation[] = [
  {
    name: 'a sound is sent to the painter',
    file: 'activities/choose-making.ts',
    find: 'if (isSound(spec)) {',
    replace: 'if (isSound(spec) && spec.sound === undefined) {',
    ...failing(sounds, 'is made once, scored with reasons', /AssertionError|InvalidInput/),
  },
  {
    name: 'a sound is kept as it was delivered',
    file: 'activities/finish-asset.ts',
    find: 'store.put(soundCodec.encodeWav(sound))',
    replace: 'store.put(delivered)',
    ...failing(sounds, 'is finished to its peak'),
  },
  {
    name: 'only the first format of a sound is written',
    file: 'activities/encode-sounds.ts',
    find: 'new Set(spec.sound.formats)',
    replace: 'new Set(spec.sound.formats.slice(0, 1))',
    ...failing(sounds, 'comes in every format'),
  },
]

export const kindMutations: readonly Mutation[] = [...frameMutations, ...soundMutations]
