import type { Container } from "./machine/container.ts";

/** A container as `docker inspect` shows it, with Docker's names. */
export type ContainerView = ReturnType<typeof viewContainer>;

/** What `docker inspect` shows of a container. */
export function viewContainer({ id, run, image, pid, startedAt, environment }: Container) {
  return {
    Id: id,
    Created: startedAt,
    Name: `/${run.name ?? ""}`,
    Path: image.entrypoint[0] ?? "",
    Args: [...image.entrypoint.slice(1), ...run.command],
    Image: image.id,
    RestartCount: 0,
    State: {
      Status: "running",
      Running: true,
      Restarting: false,
      Pid: pid,
      ExitCode: 0,
      StartedAt: startedAt,
      FinishedAt: "0001-01-01T00:00:00Z",
    },
    Config: {
      Image: run.image,
      Env: environment,
      Entrypoint: image.entrypoint,
      Cmd: run.command,
    },
    HostConfig: {
      NetworkMode: run.hostNetwork ? "host" : "default",
      Binds: run.volumes.map(({ source, target }) => `${source}:${target}`),
      AutoRemove: true,
    },
    NetworkSettings: {
      Ports: Object.fromEntries(
        run.published.map(({ hostPort, containerPort }) => [
          `${containerPort}/tcp`,
          [{ HostIp: "0.0.0.0", HostPort: String(hostPort) }],
        ]),
      ),
    },
  };
}
