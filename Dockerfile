# Two images: `app` for the web, worker and dispatcher processes, `proxy` for TLS in front of them.

FROM python:3.11-slim-bookworm AS app
# Pango draws the text of PDF documents; the HarfBuzz subsetter embeds only the letters used.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=scp.settings \
    XDG_CACHE_HOME=/tmp
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN python -m compileall -q scp outcomes procurement stakeholders
# Names of static files carry their hash, so collecting needs production settings. These values
# live for this one command: the image holds no secret and no address.
RUN SCP_ENVIRONMENT=production \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
    DATABASE_URL=postgresql://build.invalid/scp REDIS_URL=redis://build.invalid/0 \
    PUBLIC_BASE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid \
    STATIC_ROOT=/app/staticfiles python manage.py collectstatic --noinput --verbosity 0 \
    && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin scp \
    && install -d -o 10001 -g 10001 /media
USER 10001:10001
CMD ["gunicorn", "--config", "deploy/gunicorn.conf.py", "scp.wsgi"]

FROM caddy:2 AS proxy
# Caddy needs no root: container ports below 1024 are open to everybody. A fresh volume takes over
# the owner that its folder has here.
RUN mkdir -p /data /config && chown -R 10002:10002 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
USER 10002:10002
