# The app for a host: docs/hosting.md says how to use it. Nothing in the image needs to be written to while it runs.
ARG PYTHON=3.12

FROM python:${PYTHON}-slim AS packages
COPY requirements.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --no-compile -r requirements.txt "psycopg[binary]>=3.2,<4" "uvloop>=0.21,<1" \
    && /venv/bin/pip uninstall --yes pip
# 130 MB that no running app reads: the packages' own tests, what compilers and notebooks need, and Arrow's way to the
# network. The image's last import fails if something is needed after all.
RUN cd /venv/lib/python*/site-packages \
    && find . -depth -type d \( -name tests -o -name include \) -exec rm -rf {} + \
    && find . -type f \( -name "*.pyi" -o -name "*.px[di]" -o -name "*.pyx" -o -name "*.a" -o -name "*.h" -o -name "*.map" \) -delete \
    && rm -rf pyarrow/libarrow_flight.so* pyarrow/_flight* pyarrow/libarrow_s3.so* pyarrow/_s3fs* \
        pydeck/nbextension plotly/labextension /venv/share /venv/etc

FROM python:${PYTHON}-slim
RUN useradd --uid 1000 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin cnn \
    && install -d -o cnn -g cnn -m 0700 /data
COPY --from=packages /venv /venv
WORKDIR /app
COPY LICENSE app.py ./
COPY .streamlit .streamlit
COPY explorer explorer
# What the app imports is compiled here: on a root that is read-only that cannot be done later, and a start without it
# takes seconds longer.
RUN ["/venv/bin/python", "-c", "import explorer.views.main, explorer.views.shell.server, explorer.cli.main, psycopg, uvloop, pandas, pyarrow, plotly.graph_objects, streamlit.web.cli, uvicorn"]

# Demos last only where a volume is mounted at /data and CNN_EXPLORER_DATA=/data says so, or DATABASE_URL names a database:
# without either the app tells its visitors that this instance forgets.
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    CNN_EXPLORER_PROFILE=hosted \
    PORT=8501
VOLUME /data
USER cnn
EXPOSE 8501
HEALTHCHECK --interval=20s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/_stcore/health', timeout=4)"]
CMD ["sh", "-c", "exec streamlit run app.py --server.address=0.0.0.0 --server.port=${PORT}"]
