import { failing, type Mutation } from './mutation.js'

const judging = 'test/core/review/judge-decision.test.ts'
const choosing = 'test/core/review/choose-automatically.test.ts'
const composing = 'test/core/atlas/compose-atlas.test.ts'
const bundling = 'test/core/bundle/write-bundle.test.ts'

const reviewMutations: readonly Mutation[] = [
  {
    name: 'a stale version is accepted',
    file: 'core/review/judge-decision.ts',
    find: 'if (variant.version !== message.expectedVersion)',
    replace: 'if (variant.version < 0)',
    ...failing(judging, 'refuses a stale version'),
  },
  {
    name: 'a decision that comes twice is taken for a new one',
    file: 'core/review/judge-decision.ts',
    find: 'if (variant.decisionId === message.decisionId) return',
    replace: "if (variant.decisionId === '') return",
    ...failing(judging, 'gives the same answer to the same decision again'),
  },
  {
    name: 'a pick ignores a stale sibling',
    file: 'core/review/judge-decision.ts',
    find: '  if (stale)\n',
    replace: '  if (stale && stale.version < 0)\n',
    ...failing(judging, 'refuses a whole pick when one sibling moved or was not seen'),
  },
  {
    name: 'a closed review takes decisions',
    file: 'core/review/judge-decision.ts',
    find: 'if (state.closed) return',
    replace: 'if (state.closed && state.round < 0) return',
    ...failing(judging, 'refuses new decisions once closed'),
  },
  {
    name: 'the policy decides in a round that was decided',
    file: 'core/review/choose-automatically.ts',
    find: 'if (round.length === 0 || round.some((one) => one.version > 0)) return []',
    replace: 'if (round.length === 0) return []',
    ...failing(choosing, 'keeps out of a round that somebody has decided in'),
  },
  {
    name: 'a tie goes to the higher variant index',
    file: 'core/review/choose-automatically.ts',
    find: 'a.variantIndex - b.variantIndex',
    replace: 'b.variantIndex - a.variantIndex',
    ...failing(choosing, 'gives ties to the lower variant index'),
  },
  {
    name: 'an accepted decision closes its outbox row before it is recorded',
    file: 'core/outbox-delivery.ts',
    find: '    const { outcome } = delivery\n',
    replace: '    const { outcome } = delivery\n    await catalogue.outbox.close(row.outboxId)\n',
    ...failing('test/core/outbox-delivery.test.ts', 'leaves the row of an accepted decision open'),
  },
]

const planMutations: readonly Mutation[] = [
  {
    name: 'a seed is derived from an id',
    file: 'core/generation/variant-plan.ts',
    find: 'seed: deriveSeed(runSeed, specKey, seedRound',
    replace: 'seed: deriveSeed(runSeed, specId, seedRound',
    ...failing('test/core/generation/variant-plan.test.ts', 'derives seeds from the run seed and the key'),
  },
  {
    name: 'the variants of a round share one job',
    file: 'core/generation/variant-plan.ts',
    find: "round, variantIndex, stage: 'final', ...adjusted }",
    replace: "round, stage: 'final', ...adjusted }",
    ...failing('test/core/generation/variant-plan.test.ts', 'gives every picture its own job and seed'),
  },
]

const pictureMutations: readonly Mutation[] = [
  {
    name: 'an asset leaves with colours outside its palette',
    file: 'core/finish/finish-asset.ts',
    find: 'frame = quantiseToPalette(native, spec.palette, { keepAlpha: isSoft })',
    replace: 'frame = unquantised',
    ...failing('test/core/finish/finish-asset.test.ts', 'comes back to the pixel from noise'),
  },
  {
    name: 'the matcher takes any palette colour',
    file: 'core/palette/quantise-raster.ts',
    find: 'if (candidateDistance >= distance) return',
    replace: 'if (candidateDistance < 0) return',
    ...failing('test/core/palette/quantise-raster.test.ts', 'takes a colour that no other palette colour'),
  },
  {
    name: 'alpha is not binary',
    file: 'core/palette/quantise-raster.ts',
    find: 'out.data[at + 3] = 255',
    replace: 'out.data[at + 3] = raster.data[at + 3]!',
    ...failing(
      'test/core/palette/quantise-raster.test.ts',
      'leaves palette colours and alpha of 0 or 255 only',
    ),
  },
  {
    name: 'an atlas frame is told one pixel off',
    file: 'core/atlas/compose-atlas.ts',
    find: 'x: x + extrudePx,',
    replace: 'x: x + extrudePx + 1,',
    ...failing(composing, 'gives every frame back to the pixel'),
  },
  {
    name: 'frames are not extruded',
    file: 'core/atlas/compose-atlas.ts',
    find: 'extrudeEdges(cropRaster(raster, trim), extrudePx), x, y)',
    replace: 'cropRaster(raster, trim), x + extrudePx, y + extrudePx)',
    ...failing(composing, 'gives every frame back to the pixel'),
  },
  {
    name: 'the packer leaves no padding between frames',
    file: 'core/atlas/pack-with-maxrects.ts',
    find: 'width: rect.width + paddingPx,',
    replace: 'width: rect.width,',
    ...failing('test/core/atlas/pack-with-maxrects.test.ts', 'places each rectangle once'),
  },
  {
    name: 'an atlas is composed without its padding',
    file: 'core/atlas/compose-atlas.ts',
    find: '    { maxSidePx, paddingPx },\n',
    replace: '    { maxSidePx, paddingPx: 0 },\n',
    ...failing(composing, 'asks its packer for the padding'),
  },
  {
    name: 'atlas frames are not sorted by key',
    file: 'core/atlas/compose-atlas.ts',
    find: 'placed.sort((a, b) => (a.key < b.key ? -1 : 1))',
    replace: 'placed',
    ...failing(composing, 'takes another packer behind the port'),
  },
]

const bundleMutations: readonly Mutation[] = [
  {
    name: 'a manifest lists assets in the order they came',
    file: 'core/bundle/write-bundle.ts',
    find: '[...input.assets].sort((a, b) => compareText(a.asset.specKey, b.asset.specKey))',
    replace: '[...input.assets]',
    ...failing(bundling, 'has the same bytes in any order of the input'),
  },
  {
    name: 'the files of a bundle are not sorted',
    file: 'core/bundle/write-bundle.ts',
    find: '  files.sort((a, b) => compareText(a.path, b.path))\n',
    replace: '',
    ...failing('test/core/bundle/bundle-file-order.test.ts', 'lists its files by path'),
  },
  {
    name: 'a file other than the manifest holds an id',
    file: 'core/bundle/write-bundle.ts',
    find: '`${describeArt(assets)}\\n`',
    replace: "`${describeArt(assets)}${assets[0]?.asset.variantId ?? ''}\\n`",
    ...failing(bundling, 'of a fresh run with the same pictures differs in manifest.json alone'),
  },
  {
    name: 'the check of a bundle takes changed bytes',
    file: 'core/bundle/verify-bundle.ts',
    find: 'if (sha256 !== entry.sha256)',
    replace: 'if (sha256.length !== entry.sha256.length)',
    ...failing('test/core/bundle/verify-bundle.test.ts', 'missing file, changed file, file too many'),
  },
]

/** Faults of the domain: what is decided, planned, drawn and written. */
export const coreMutations: readonly Mutation[] = [
  ...reviewMutations,
  ...planMutations,
  ...pictureMutations,
  ...bundleMutations,
]
