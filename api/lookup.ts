import type { Catalogue } from '../core/catalogue.js'
import type { ProjectRow, RunRow, SpecSnapshot, VariantRow } from '../core/ports.js'
import { notFound } from './problem.js'

/** The project, or 404. */
export async function requireProject(catalogue: Catalogue, projectId: string): Promise<ProjectRow> {
  const project = await catalogue.projects.find(projectId)
  if (!project) throw notFound('project')
  return project
}

/** The run, or 404. */
export async function requireRun(catalogue: Catalogue, runId: string): Promise<RunRow> {
  const run = await catalogue.runs.find(runId)
  if (!run) throw notFound('run')
  return run
}

/** The run and its spec with this key, or 404. */
export async function requireSpec(
  catalogue: Catalogue,
  runId: string,
  specKey: string,
): Promise<{ run: RunRow; spec: SpecSnapshot }> {
  const run = await requireRun(catalogue, runId)
  const spec = await catalogue.runs.findSpecByKey(runId, specKey)
  if (!spec) throw notFound('spec')
  return { run, spec }
}

/** The variant, or 404. */
export async function requireVariant(catalogue: Catalogue, variantId: string): Promise<VariantRow> {
  const variant = await catalogue.review.findVariant(null, variantId)
  if (!variant) throw notFound('variant')
  return variant
}
