# The bot in a container: docker compose up --build (see compose.yaml and the README).
FROM python:3.12-slim AS build
RUN pip install --no-cache-dir uv
WORKDIR /src
COPY pyproject.toml constraints.txt hashes.txt README.md LICENSE ./
COPY bot bot
COPY index index
COPY corpus corpus
# PyTorch's own CPU build: without the GPU libraries the image is several GB smaller
RUN uv venv /opt/newsdesk \
    && uv pip install --python /opt/newsdesk/bin/python --no-deps --require-hashes --requirement hashes.txt \
    && uv pip install --python /opt/newsdesk/bin/python --torch-backend cpu --constraint constraints.txt .

FROM python:3.12-slim
RUN useradd --system --uid 1000 --home-dir /data newsdesk \
    && mkdir /data /articles && chown newsdesk /data /articles
COPY --from=build /opt/newsdesk /opt/newsdesk
ENV PATH=/opt/newsdesk/bin:$PATH NEWSDESK_DATA=/data NEWSDESK_CORPUS=/articles NEWSDESK_HEALTH_PORT=8081 \
    PYTHONUNBUFFERED=1 HF_HUB_OFFLINE=1
USER newsdesk
WORKDIR /data
VOLUME ["/data"]
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8081/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["newsdesk"]
CMD ["telegram"]
