import { z } from 'zod'
import { bundleManifestSchema } from '../bundle/bundle-manifest.schema.js'
import { integrationSchema } from '../spec/asset-spec.schema.js'

const deployedAsset = bundleManifestSchema.shape.assets.element

/** A bundle's manifest with the members that matter to a game; older bundles have none of them. */
export const deployableManifestSchema = bundleManifestSchema.extend({
  assets: z.array(
    deployedAsset.extend({
      integration: integrationSchema.optional(),
      provenance: deployedAsset.shape.provenance.extend({
        /** `human`: made by a person outside. Absent = made by software. */
        origin: z.string().optional(),
        licence: z.string().optional(),
        author: z.string().optional(),
      }),
    }),
  ),
})

export type DeployableManifest = z.infer<typeof deployableManifestSchema>
export type DeployableAsset = DeployableManifest['assets'][number]
