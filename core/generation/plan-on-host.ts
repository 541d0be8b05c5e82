import type { GraphTemplate } from '../graphs/graph-template.js'
import type { ModelCatalogue } from '../models/merge-catalogue.js'
import { canPose } from '../poses/can-pose.js'
import type { ProjectSettings } from '../project-settings/project-settings.schema.js'
import type { HostFacts } from '../scheduling/gpu-host-ports.js'
import { memoryProfileOf } from '../scheduling/probe-host.js'
import type { RouteOrder } from './generation-router.js'
import { planComfyWork, type ComfyPlan } from './plan-comfy-work.js'

/** What a host of ours would make a spec with, by the settings of its project, or why it cannot. Pure. */
export function planOnHost(
  facts: HostFacts,
  of: {
    readonly order: Pick<RouteOrder, 'spec' | 'adjust' | 'stage'>
    readonly settings: ProjectSettings
    readonly templates: readonly GraphTemplate[]
    readonly catalogue: ModelCatalogue
  },
): ComfyPlan {
  const { order, settings, templates, catalogue } = of
  const { spec, adjust, stage } = order
  const { loraSelection, commercial } = settings.policies ?? {}
  const loras = Object.entries(settings.loras ?? {})
  return planComfyWork({
    ...{ spec, facts, templates, catalogue, posed: canPose(spec) },
    ...(adjust === undefined ? {} : { adjust }),
    ...(stage === undefined ? {} : { stage }),
    ...(loraSelection === undefined ? {} : { loraSelection }),
    ...(commercial === undefined ? {} : { commercial }),
    ...(settings.loras === undefined
      ? {}
      : { baselineLoras: loras.flatMap(([name, { scope }]) => (scope === 'baseline' ? [name] : [])) }),
    ...(settings.checkpoints === undefined ? {} : { projectCheckpoints: Object.keys(settings.checkpoints) }),
    // A server that tells of no device says nothing of its memory.
    ...(facts.devices.length === 0 ? {} : { sideMaxPx: memoryProfileOf(facts).finalSidePx }),
  })
}
