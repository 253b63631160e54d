# stanch and git, for CI: docker run --rm -v "$PWD:/repo" stanch scan
FROM python:3.13-slim AS build
COPY . /source
RUN pip install --no-cache-dir --prefix=/installed /source

FROM python:3.13-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 1000 stanch \
    # What is mounted belongs to somebody else; git reads it, and stanch runs nothing of it.
    && git config --system --add safe.directory '*'
COPY --from=build /installed /usr/local
USER stanch
WORKDIR /repo
ENTRYPOINT ["stanch"]
CMD ["--help"]
