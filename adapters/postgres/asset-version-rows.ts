/** An AssetVersionRow as JSON; the statement has asset_versions as av and specs as s. */
export const assetVersionJson = `jsonb_build_object('assetId', av.asset_id, 'assetVersionId', av.asset_version_id,
  'version', av.version, 'projectId', av.project_id, 'runId', av.run_id, 'specId', av.spec_id,
  'specRevisionId', av.spec_revision_id, 'specKey', s.key, 'variantId', av.variant_id, 'sha256', av.sha256,
  'sizeBytes', av.size_bytes, 'width', av.width, 'height', av.height, 'trim', av.trim, 'processing', av.processing)`
