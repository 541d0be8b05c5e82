import type { ComfyFault } from './comfy-fault.js'

/** Longer than a client waits for an answer. */
const beyondDeadlineMs = 17_000

/** What happens between us and a server that is fine: nothing of it may cost an execution. */
export const transportFaults: readonly ComfyFault[] = [
  { name: 'websocket dropped, three times', arm: 'ws-drop*3' },
  { name: 'websocket stalled', arm: 'ws-stall*2', onlyInAll: true },
  {
    name: 'websocket dropped, then refused twice and never opened',
    arm: 'ws-drop,ws-refuse*2,ws-never-open',
    onlyInAll: true,
  },
  { name: 'POST answered late', arm: 'post-late:3000*2', onlyInAll: true },
  {
    name: 'POST accepted and answered after the deadline',
    arm: `post-late:${beyondDeadlineMs}`,
    onlyInAll: true,
  },
  { name: 'POST accepted and never answered', arm: 'post-lost*2' },
  { name: 'POST neither accepted nor answered', arm: 'post-refused*2', onlyInAll: true },
  {
    name: '500s and HTML pages of a proxy, at POST, at polls and at the download',
    arm: 'http-500,http-502,poll-500*3,poll-502*3,view-502*2',
    onlyInAll: true,
  },
]
