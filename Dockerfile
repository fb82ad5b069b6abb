# The sample shop of this repository, with the library and the panel built from source.
FROM node:22-bookworm-slim AS manifests
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY apps/admin-ui/package.json apps/admin-ui/
COPY apps/sample/package.json apps/sample/
COPY apps/sample-sessions/package.json apps/sample-sessions/
COPY libs/activity-tracker/package.json libs/activity-tracker/

FROM manifests AS build
RUN npm ci
COPY . .
RUN npm run build:library && npx --no nest build sample

FROM manifests AS packages
RUN npm ci --omit=dev --workspace sample

FROM node:22-bookworm-slim
ENV NODE_ENV=production PORT=3000 SAMPLE_HOST=0.0.0.0
WORKDIR /app
COPY --from=packages /app ./
COPY --from=build /app/libs/activity-tracker/dist libs/activity-tracker/dist
COPY --from=build /app/libs/activity-tracker/panel libs/activity-tracker/panel
COPY --from=build /app/libs/activity-tracker/countries libs/activity-tracker/countries
COPY --from=build /app/dist/apps/sample dist/apps/sample
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "--input-type=module", "--eval", "const { ok } = await fetch('http://127.0.0.1:' + process.env.PORT + '/health'); process.exit(ok ? 0 : 1);"]
CMD ["node", "dist/apps/sample/main.js"]
