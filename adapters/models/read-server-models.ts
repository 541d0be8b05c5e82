import { checkedFolders } from '../../core/models/check-models.js'
import type { ServerModels } from '../../core/models/choose-loras.js'
import { guessBase } from '../../core/models/guess-base.js'
import { identifyModel } from '../../core/models/identify-model.js'
import type { ModelCatalogue } from '../../core/models/merge-catalogue.js'
import type { ModelLister } from '../../core/models/model-lister.js'

/** Headers are asked for one by one, so only of so many files that nothing else tells the family of. */
const headersMax = 60
const foldersWithFamilies = ['checkpoints', 'loras', 'controlnet']

/**
 * What a server has, with the headers of the safetensors files whose family neither catalogue nor name tells. Throws
 * Unavailable where the server does not answer; a header that it cannot give is left out.
 */
export async function readServerModels(
  lister: ModelLister,
  catalogue: ModelCatalogue,
  signal?: AbortSignal,
): Promise<ServerModels> {
  const models: Record<string, readonly string[]> = {}
  // One after the other: each lists a folder on the server's disk. Older versions call text encoders `clip`.
  for (const folder of [...checkedFolders, 'clip']) models[folder] = await lister.models(folder, signal)
  const metadata: Record<string, Record<string, unknown>> = {}
  const unclear = foldersWithFamilies.flatMap((folder) =>
    (models[folder] ?? [])
      .filter((file) => file.endsWith('.safetensors'))
      .filter((file) => identifyModel(catalogue, folder, file).entry === null && guessBase(file) === null)
      .map((file) => ({ folder, file })),
  )
  for (const { folder, file } of unclear.slice(0, headersMax)) {
    const header = await lister.modelMetadata(folder, file, signal).catch((error: unknown) => {
      if (signal?.aborted === true) throw error
      return null
    })
    if (header !== null) metadata[`${folder}/${file}`] = header
  }
  return { models, metadata }
}
