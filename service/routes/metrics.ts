import type { FastifyInstance } from "fastify";

/** Gives the metrics of one server as text. */
export interface MetricsSource {
  readonly contentType: string;
  metrics(): Promise<string>;
}

/** `/metrics`, for any method, as Prometheus' handler for Go has it. */
export function routeMetrics(app: FastifyInstance, source: MetricsSource): void {
  app.all("/metrics", async (_request, reply) =>
    reply.type(source.contentType).send(await source.metrics()),
  );
}
