export interface ProcessIdentity {
  readonly pid: number
  readonly startTime: string
}
export function identifyProcess(pid: number): ProcessIdentity | null
export function isSameProcess(identity: ProcessIdentity): boolean
export function ownIdentity(): ProcessIdentity
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean
export function findPidsByArgument(argument: string): number[]
export function findPidsByFolder(program: string, dir: string): number[]
