package io.jitpeers.examples.quickstart;

import io.jitpeers.spi.StoreException;

/**
 * Replays initiations that kernel clients sent to kernel gateways, one gateway after the other.
 * Each initiation has the source, the destination and the timing that were recorded.
 *
 * <p>The recorded clients got no response, so the recordings contain their retries. No client
 * confirms a session, so no handshake completes, and the gateway finally evicts the peers.
 */
final class RecordedHandshakes {
  private static final int FRAMES = 48;

  private final World world;

  RecordedHandshakes(World world) {
    this.world = world;
  }

  void run() throws ClaimFailedException, StoreException, InterruptedException {
    Screen screen = world.screen();
    screen.chapter(
        "1. " + FRAMES + " recorded handshakes of kernel clients, through DirectPacketSource");
    int frames = world.recordings().stream().mapToInt(r -> r.frames().size()).sum();
    Claims.requireEqual("the number of recorded initiations", FRAMES, frames);
    for (Recording recording : world.recordings()) {
      try (RecordedGateway gateway = new RecordedGateway(world, recording)) {
        gateway.replay();
        screen.note(
            "%-10s %d clients identified and provisioned by %d initiations%s",
            recording.name(),
            recording.clients().size(),
            recording.frames().size(),
            recording.framesTwice() ? ", each seen twice" : "");
        gateway.outlastProbation();
      }
    }
    screen.note(
        "no client completes its handshake: after 2 minutes on the clock, %d of %d were evicted",
        world.tally().evictedInAll(), world.tally().provisioned().size());
  }
}
