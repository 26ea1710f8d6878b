import type { ServiceDefinition } from "../../../cli/runner/service-docker.ts";

/** The session store of beta, as `service::docker` is told. */
export const kaskDefinition: ServiceDefinition = {
  title: "mediawiki-services-kask",
  ensure: "present",
  port: 8080,
  version: "v1.0.10",
  namespace: "wikimedia",
  imageName: "mediawiki-services-kask",
  config: {
    base_uri: "/sessions/v1",
    cassandra: { authentication: { password: "%{lookup('kask_password')}", username: "kask" } },
    listen_port: 8080,
  },
  overrideCmd: "",
  environment: {},
  volume: false,
  hostNetwork: false,
  runtime: undefined,
  bindMounts: {},
};
