# The image of one node: the lamport binary and the libraries it loads, nothing else. No shell, no
# package manager, no root. Built in two stages from a clean checkout.
FROM debian:bookworm-slim AS build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      g++ cmake ninja-build pkg-config libboost1.81-dev libcpp-httplib-dev nlohmann-json3-dev \
      libcli11-dev libtomlplusplus-dev libsimdjson-dev libxxhash-dev libzstd-dev zlib1g-dev \
      libsqlite3-dev libsqlitecpp-dev
WORKDIR /source
COPY . .
# -O1: a node waits for disks and networks, and the image is built in two thirds of the time.
RUN cmake -S . -B /build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O1 -DNDEBUG" \
      -DLAMPORT_TESTS=OFF -DLAMPORT_BENCH=OFF \
 && cmake --build /build --target lamport \
 && strip /build/lamport \
 && mkdir /image /image/tmp /empty \
 && cp -L --parents $(ldd /build/lamport | grep -o '/[^ ]*') /image \
 && install -D /build/lamport /image/usr/local/bin/lamport

FROM scratch
COPY --from=build /image /
COPY --from=build --chown=10001:10001 /empty /data
USER 10001:10001
VOLUME /data
ENV LAMPORT_DATA=/data
ENTRYPOINT ["/usr/local/bin/lamport"]
CMD ["node"]
