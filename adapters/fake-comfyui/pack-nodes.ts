import { choice, flag, link, nodeInfo, real, text, whole, type NodeInfo } from './node-info.js'

const image = link('IMAGE')

/**
 * Classes that a server has only with a newer version or a pack of nodes (background removal, IP-Adapter), written from
 * their documentation. Off unless asked for, as on a server without them.
 */
export const packNodes: Readonly<Record<string, NodeInfo>> = {
  LoadBackgroundRemovalModel: nodeInfo('nodes', { bg_removal_name: choice() }, ['BACKGROUND_REMOVAL']),
  RemoveBackground: nodeInfo('nodes', { bg_removal_model: link('BACKGROUND_REMOVAL'), image }, ['MASK'], {
    optional: { resolution: whole(1024, 256, 4096) },
  }),
  BiRefNetRMBG: nodeInfo(
    'custom_nodes.comfyui-rmbg',
    { image, model: choice('BiRefNet-general', 'BiRefNet-matting', 'BiRefNet_toonout', 'BiRefNet_lite') },
    ['IMAGE', 'MASK', 'IMAGE'],
    {
      optional: {
        ...{ mask_blur: whole(0, 0, 64), mask_offset: whole(0, -20, 20), invert_output: flag(false) },
        ...{ refine_foreground: flag(false), background: choice('Alpha', 'Color') },
        background_color: text('#222222'),
      },
    },
  ),
  IPAdapterUnifiedLoader: nodeInfo(
    'custom_nodes.comfyui_ipadapter_plus',
    {
      model: link('MODEL'),
      preset: choice('STANDARD (medium strength)', 'VIT-G (medium strength)', 'PLUS (high strength)'),
    },
    ['MODEL', 'IPADAPTER'],
    { optional: { ipadapter: link('IPADAPTER') } },
  ),
  IPAdapter: nodeInfo(
    'custom_nodes.comfyui_ipadapter_plus',
    {
      ...{ model: link('MODEL'), ipadapter: link('IPADAPTER'), image, weight: real(1, -1, 3) },
      ...{ start_at: real(0, 0, 1), end_at: real(1, 0, 1) },
      weight_type: choice('standard', 'prompt is more important', 'style transfer'),
    },
    ['MODEL'],
    { optional: { attn_mask: link('MASK') } },
  ),
}
