# kask in a container; how to run it: docs/how-to/run-kask.md.
# BASE has Node, the same in both stages: what V8 compiled for one Node is no use to another.
ARG BASE=node:24-bookworm-slim
# FILES has in /image what is added to it: the stage that builds it here, or, where npm cannot be asked,
# an image of what was built before.
ARG FILES=build

FROM ${BASE} AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm install --ignore-scripts --no-audit --no-fund
COPY . .
RUN node scripts/build.ts && node scripts/image.ts /image

FROM ${FILES} AS files

FROM ${BASE}
COPY --from=files /image/go/ /go/
COPY --from=files /image/srv/ /srv/
COPY --from=files /image/usr/ /usr/
# A folder that is there already would keep its owner, so nothing else may make it.
COPY --from=files --chown=900:900 /image/var/lib/ /var/lib/
ENV NODE_ENV=production XDG_STATE_HOME=/var/lib KASK_HEALTH_URL=http://127.0.0.1:8080/healthz
# As Wikimedia's image has it, whose configurations say ./kask and name files below.
WORKDIR /go/src/gerrit.wikimedia.org/r/mediawiki/services/kask
USER 900:900
VOLUME /var/lib/kask
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s \
  CMD ["node", "--eval", "fetch(process.env.KASK_HEALTH_URL).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["./kask", "--config", "/etc/mediawiki-services-kask/config.yaml"]
