import type { SoundSpec } from '../../core/spec/asset-spec.schema.js'
import { framesOf } from '../../core/spec/spec-frames.js'
import { createHash } from 'node:crypto'
import type { ReportView } from '../../core/http/compose-report.js'
import type { CatalogueEvent, EventType } from '../../core/events.js'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import type { GpuHostsView } from '../../core/http/gpu-api.js'
import type {
  BundleView,
  DecideBody,
  RunView,
  SpecPage,
  VariantRouteView,
  VariantView,
} from '../../core/http/http-api.js'
import type { EstimateView } from '../../core/http/spending-api.js'
import type { IntakeProblem } from '../../core/intake/intake-report.js'
import type { ProjectRow } from '../../core/ports.js'
import type { DecisionRow } from '../../core/review-ports.js'
import { judgeDecision } from '../../core/review/judge-decision.js'
import type { DecisionOutcome, VariantReview } from '../../core/review/verdict.js'
import type { RunOptions } from '../../core/run-options.js'
import { fakeNativePx, fakeScale } from './fake-art.js'

type SpecView = SpecPage['specs'][number]

export interface FakeRun {
  view: RunView
  specs: SpecView[]
  /** The list as it was submitted. */
  readonly text: string
}

/** A night in which nothing happened. */
export const quietReport: ReportView = {
  since: '2026-11-20T18:00:00.000Z',
  until: '2026-11-21T08:00:00.000Z',
  made: { specs: 0, variants: 0, assets: 0, bundles: 0, decisions: 0 },
  runsEnded: [],
  failed: [],
  away: [],
  lost: { total: 0, counted: [] },
  doubled: { total: 0, counted: [] },
  notCounted: [],
  costMicros: 0,
  paintSeconds: 0,
  jobs: 0,
  executions: 0,
  waiting: { specs: 0, runs: [] },
}

const freeEstimate: EstimateView = {
  ...{ specs: 0, unchanged: 0, problems: [], providers: [], warnings: [], leftMicros: null, wallMs: null },
  costMicros: { low: 0, likely: 0, high: 0 },
}

/** What the fake API knows: one process's memory, small and synchronous, judged by core's own rules. */
export class FakeWorld {
  readonly projects: ProjectRow[] = []
  report: ReportView = quietReport
  /** By project, where it is another one than that of all. */
  readonly reports = new Map<string, ReportView>()
  readonly runs: FakeRun[] = []
  readonly variants = new Map<string, VariantView>()
  /** Number of the picture by hash; it is painted when somebody asks for it. */
  readonly pictures = new Map<
    string,
    { readonly number: number; readonly frames: number; readonly isSound: boolean }
  >()
  readonly decisions: DecisionRow[] = []
  readonly bundles = new Map<string, { view: BundleView; bytes: Map<string, Uint8Array> }>()
  readonly events: CatalogueEvent[] = []
  readonly listeners = new Set<() => void>()
  /** Streams that asked how far jobs are. */
  readonly watchers = new Set<(notice: ProgressNotice) => void>()
  gpuHosts: GpuHostsView = { hosts: [], queues: [], remaining: null }
  /** By the id of the variant. */
  readonly routes = new Map<string, VariantRouteView>()
  /** What a run has still to make. */
  estimate: EstimateView = freeEstimate
  /** Decisions are kept but not applied, as while Temporal is away. */
  temporalAway = false
  /** Specs whose assetRun has closed, by key. */
  readonly closedSpecs = new Set<string>()
  #count = 0
  #pictures = 0

  mint(prefix: string): string {
    this.#count += 1
    return `${prefix}_00000000-0000-7000-8000-${String(this.#count).padStart(12, '0')}`
  }

  ensureProject(key: string, name: string): { project: ProjectRow; created: boolean } {
    const found = this.projects.find((project) => project.key === key)
    if (found !== undefined) return { project: found, created: false }
    const project = { projectId: this.mint('prj'), key, name, createdAt: new Date().toISOString() }
    this.projects.push(project)
    return { project, created: true }
  }

  /** A run with a spec for each good line; everything is generated at once, with `auto` also decided and exported. */
  submit(projectId: string, name: string, text: string, options: RunOptions): FakeRun {
    const problems: IntakeProblem[] = []
    const specs: SpecView[] = []
    const runId = this.mint('run')
    text.split('\n').forEach((line, index) => {
      const match = /^(\w+):\s*(.+)$/.exec(line.trim())
      if (match !== null) specs.push(this.#makeSpec(match[1] ?? '', match[2] ?? ''))
      else if (line.trim() !== '' && !line.startsWith('#'))
        problems.push({
          file: name,
          line: index + 1,
          message: `"${line}" has no category`,
          hint: 'Write "prop: ..."',
        })
    })
    const run: FakeRun = { view: this.#makeRun(runId, projectId, name, options, problems), specs, text }
    this.runs.unshift(run)
    this.emit(projectId, runId, 'runCreated', {})
    specs.forEach((spec, index) => {
      specs[index] = this.#generate(run, spec)
    })
    if (options.review === 'auto') for (const spec of [...run.specs]) this.#decideByScore(run, spec)
    if (options.review === 'auto') for (const target of options.targets) this.bundle(run, target)
    this.refresh(run)
    return run
  }

  /** Newest first. */
  runsOfList(projectId: string, name: string): FakeRun[] {
    return this.runs.filter(({ view }) => view.projectId === projectId && view.wishlistName === name)
  }

  #makeSpec(category: string, prompt: string): SpecView {
    const key = prompt
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
    return {
      specId: this.mint('spc'),
      specRevisionId: this.mint('spr'),
      specKey: key,
      variantsPerRound: 4,
      stage: 'waiting',
      round: 0,
      variants: [],
      roundScored: false,
      finishedVariantId: null,
      prompt,
      assetType: category,
      size: { width: fakeNativePx, height: fakeNativePx },
      seamless: category === 'tile',
      keepsBackground: category === 'tile' || category === 'backdrop',
      ...framesIn(prompt),
      ...(category === 'sfx' ? { sound: fakeSoundSpec } : {}),
    }
  }

  #makeRun(
    runId: string,
    projectId: string,
    name: string,
    options: RunOptions,
    problems: IntakeProblem[],
  ): RunView {
    return {
      runId,
      projectId,
      wishlistRevisionId: this.mint('wlr'),
      wishlistName: name,
      wishlistRevision: 1 + this.runsOfList(projectId, name).length,
      stage: 'generating',
      paused: false,
      options,
      failure: null,
      createdAt: new Date().toISOString(),
      finishedAt: null,
      counts: {
        specs: 0,
        variantsPlanned: 0,
        variants: 0,
        byStage: {},
        waitingForReview: 0,
        assets: 0,
        costMicros: 0,
      },
      problems,
      notes: [],
      secondsLeft: null,
      sentence: '',
      temporalUrl: 'http://127.0.0.1:8233/namespaces/default/workflows/productionRun',
      executions: 0,
      waitsFor: [],
    }
  }

  /** The next round of a spec, generated and scored. */
  #generate(run: FakeRun, spec: SpecView): SpecView {
    const round = spec.round + 1
    const made: VariantReview[] = []
    for (let index = 0; index < spec.variantsPerRound; index += 1) {
      const variant = this.#paint(run, spec, round, index)
      this.variants.set(variant.variantId, variant)
      made.push(reviewOf(variant))
      this.emit(run.view.projectId, run.view.runId, 'variantGenerated', { variantId: variant.variantId })
    }
    return { ...spec, round, roundScored: true, stage: 'reviewing', variants: [...spec.variants, ...made] }
  }

  #paint(run: FakeRun, spec: SpecView, round: number, variantIndex: number): VariantView {
    this.#pictures += 1
    const sha256 = createHash('sha256').update(`picture ${this.#pictures}`).digest('hex')
    const frames = framesOf(spec).length
    this.pictures.set(sha256, { number: this.#pictures, frames, isSound: spec.sound !== undefined })
    const score = 0.95 - variantIndex * 0.11
    return {
      variantId: this.mint('var'),
      jobId: sha256.slice(0, 32),
      projectId: run.view.projectId,
      runId: run.view.runId,
      specId: spec.specId,
      specKey: spec.specKey,
      specRevisionId: spec.specRevisionId,
      round,
      variantIndex,
      seed: sha256.slice(0, 16),
      sha256,
      width: fakeNativePx * fakeScale * frames,
      height: fakeNativePx * fakeScale,
      provider: 'procedural',
      providerVersion: '1',
      placeholder: true,
      promptHash: sha256,
      costMicros: 0,
      paintMs: 120 + variantIndex,
      score,
      checks: [
        { name: 'cut-off', passed: true, score: 1, reason: 'Nothing touches the border.' },
        {
          name: 'palette',
          passed: variantIndex < 2,
          score,
          reason: `${variantIndex * 3} % of the pixels lie outside the palette (limit 5 %).`,
        },
        {
          name: 'left-over-background',
          passed: true,
          score: 0.99,
          reason: '0.2 % of the background is left (limit 1 %).',
        },
      ],
      version: 0,
      verdict: 'undecided',
      decisionId: null,
      createdAt: new Date().toISOString(),
      imageUrl: `/api/v1/projects/${run.view.projectId}/images/${sha256}`,
    }
  }

  #decideByScore(run: FakeRun, spec: SpecView): void {
    const first = spec.variants[0]
    if (first === undefined) return
    const siblings = spec.variants
      .slice(1)
      .map((one) => ({ variantId: one.variantId, expectedVersion: one.version }))
    this.decide(first.variantId, { verb: 'pick', decisionId: this.mint('dec'), siblings }, 'policy:score')
    this.settle(run, spec.specKey, 'done')
  }

  /** Judges a decision by core's rules and records what it made. */
  decide(variantId: string, body: DecideBody, reviewer: string): DecisionOutcome {
    const variant = this.variants.get(variantId)
    const run = this.runs.find((one) => one.view.runId === variant?.runId)
    const spec = run?.specs.find((one) => one.specId === variant?.specId)
    if (variant === undefined || run === undefined || spec === undefined) throw new Error('no such variant')
    const judged = judgeDecision(
      { round: spec.round, generating: false, closed: false, variants: spec.variants },
      {
        decisionId: body.decisionId ?? this.mint('dec'),
        variantId,
        verb: body.verb,
        expectedVersion: body.expectedVersion ?? variant.version,
        reviewer,
        ...(body.siblings === undefined ? {} : { siblings: body.siblings }),
        ...(body.reason === undefined ? {} : { reason: body.reason }),
        ...(body.note === undefined ? {} : { note: body.note }),
        ...(body.groupId === undefined ? {} : { groupId: body.groupId }),
      },
    )
    if (judged.outcome.status !== 'applied') return judged.outcome
    this.#record(run, spec, judged.outcome, judged.variants)
    if (judged.wantsRound) this.#replaceSpec(run, this.#generate(run, this.#specOf(run, spec.specKey)))
    else this.settle(run, spec.specKey)
    return judged.outcome
  }

  #record(
    run: FakeRun,
    spec: SpecView,
    outcome: Extract<DecisionOutcome, { status: 'applied' }>,
    variants: readonly VariantReview[],
  ): void {
    this.#replaceSpec(run, { ...spec, variants })
    for (const row of outcome.decisions) {
      if (this.decisions.some((one) => one.decisionId === row.decisionId && one.variantId === row.variantId))
        continue
      const { projectId, runId } = run.view
      this.decisions.push({
        ...row,
        projectId,
        runId,
        specRevisionId: spec.specRevisionId,
        decidedAt: new Date().toISOString(),
      })
      const old = this.variants.get(row.variantId)
      if (old !== undefined)
        this.variants.set(row.variantId, {
          ...old,
          verdict: row.verdict,
          version: row.version,
          decisionId: row.decisionId,
        })
      this.emit(projectId, runId, 'decisionRecorded', {
        variantId: row.variantId,
        decisionId: row.decisionId,
      })
    }
  }

  /** Stage of a spec after its decisions. */
  settle(run: FakeRun, specKey: string, stage?: SpecView['stage']): void {
    const spec = this.#specOf(run, specKey)
    const approved = spec.variants.find((one) => one.verdict === 'approved')
    const allRejected = spec.variants.every((one) => one.verdict === 'rejected')
    const next = stage ?? (approved ? 'done' : allRejected ? 'rejected' : 'reviewing')
    this.#replaceSpec(run, { ...spec, stage: next, finishedVariantId: approved?.variantId ?? null })
    this.refresh(run)
  }

  bundle(run: FakeRun, target: string): BundleView {
    const bytes = new Map<string, Uint8Array>()
    bytes.set(
      'manifest.json',
      Buffer.from(JSON.stringify({ format: 'assetloom-bundle/1', target, assets: [] })),
    )
    bytes.set('contact-sheet.png', Buffer.from('a sheet'))
    bytes.set('images/cow skull.png', Buffer.from('a skull'))
    bytes.set('README.txt', Buffer.from(`Bundle for ${target}\n`))
    const files = [...bytes].map(([path, data]) => ({
      path,
      sha256: createHash('sha256').update(data).digest('hex'),
      sizeBytes: data.length,
    }))
    const now = new Date().toISOString()
    const view: BundleView = {
      bundleId: this.mint('bun'),
      projectId: run.view.projectId,
      runId: run.view.runId,
      target,
      contentId: `${target}-content`,
      state: 'published',
      failure: null,
      createdAt: now,
      publishedAt: now,
      files,
    }
    this.bundles.set(view.bundleId, { view, bytes })
    this.emit(run.view.projectId, run.view.runId, 'bundlePublished', { bundleId: view.bundleId })
    return view
  }

  /** Counts, stage and sentence of the run from its specs. */
  refresh(run: FakeRun): void {
    const { specs } = run
    const byStage: Record<string, number> = {}
    for (const spec of specs) byStage[spec.stage] = (byStage[spec.stage] ?? 0) + 1
    const variants = specs.reduce((sum, spec) => sum + spec.variants.length, 0)
    const waiting = byStage['reviewing'] ?? 0
    const isOpen = waiting > 0 || (byStage['waiting'] ?? 0) > 0
    const stage = run.view.stage === 'cancelled' ? 'cancelled' : isOpen ? 'reviewing' : 'done'
    run.view = {
      ...run.view,
      stage,
      counts: {
        specs: specs.length,
        variantsPlanned: Math.max(variants, specs.length * 4),
        variants,
        byStage,
        waitingForReview: run.view.options.review === 'person' ? waiting : 0,
        assets: byStage['done'] ?? 0,
        costMicros: 0,
      },
      secondsLeft: null,
      executions: variants,
      waitsFor: waitsOf(run, waiting),
      sentence:
        stage === 'done' ? `All ${specs.length} specs are decided.` : `${waiting} specs wait for a person.`,
    }
  }

  emit(projectId: string, runId: string | null, type: EventType, data: Record<string, unknown>): void {
    this.events.push({
      seq: this.events.length + 1,
      projectId,
      runId,
      type,
      at: new Date().toISOString(),
      data,
    })
    for (const listener of this.listeners) listener()
  }

  #specOf(run: FakeRun, specKey: string): SpecView {
    const spec = run.specs.find((one) => one.specKey === specKey)
    if (spec === undefined) throw new Error(`no spec ${specKey}`)
    return spec
  }

  #replaceSpec(run: FakeRun, spec: SpecView): void {
    run.specs = run.specs.map((one) => (one.specId === spec.specId ? spec : one))
    this.emit(run.view.projectId, run.view.runId, 'specStageChanged', {
      specKey: spec.specKey,
      stage: spec.stage,
    })
  }
}

function waitsOf(run: FakeRun, waiting: number): RunView['waitsFor'] {
  if (waiting === 0 || run.view.options.review !== 'person') return []
  const what = waiting === 1 ? '1 spec waits for a person' : `${waiting} specs wait for a person`
  const hint = `npx assetloom review list --run ${run.view.runId}`
  return [{ kind: 'person', count: waiting, since: run.view.createdAt, whom: 'a person', what, hint }]
}

function reviewOf(variant: VariantView): VariantReview {
  return {
    variantId: variant.variantId,
    variantIndex: variant.variantIndex,
    round: variant.round,
    version: variant.version,
    decisionId: variant.decisionId,
    verdict: variant.verdict,
    score: variant.score ?? 0,
  }
}

/** `knight, animated` moves in two ways; `heart, states` has three that stand still. */
function framesIn(prompt: string): Pick<SpecView, 'animations' | 'states'> {
  if (prompt.endsWith(', states')) return { states: ['full', 'half', 'empty'] }
  if (!prompt.endsWith(', animated')) return {}
  return {
    animations: [
      { name: 'idle', frames: 2, fps: 4, loop: true },
      { name: 'hit', frames: 2, fps: 20, loop: false },
    ],
  }
}

const fakeSoundSpec: SoundSpec = {
  durationMs: { min: 100, max: 2000 },
  loop: false,
  formats: ['ogg'],
  peakDb: -1,
  trimBelowDb: -40,
}
