-- What a host's agent tells of times, as core/scheduling/gpu-host-ports.ts has it (HostPace); NULL = it tells nothing.
ALTER TABLE gpu_hosts ADD COLUMN pace jsonb;
