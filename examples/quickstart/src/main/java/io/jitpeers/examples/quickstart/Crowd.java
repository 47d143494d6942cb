package io.jitpeers.examples.quickstart;

import io.jitpeers.event.Outcome;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Connects many clients at a time, and checks that each of them is connected. */
final class Crowd {
  private static final int REPORTS = 4;

  private final World world;
  private final UdpGateway gateway;

  Crowd(World world, UdpGateway gateway) {
    this.world = world;
    this.gateway = gateway;
  }

  /**
   * Connects every member. A client is connected when it has decrypted the response to its
   * initiation, and the data plane has decrypted the client's next packet.
   */
  void connect(List<Member> members) throws ClaimFailedException, InterruptedException {
    long handshakesBefore = gateway.dataPlane().confirmed();
    AtomicInteger connected = new AtomicInteger();
    int report = Math.max(1, members.size() / REPORTS);
    List<Callable<Integer>> tasks = new ArrayList<>();
    for (Member member : members) {
      tasks.add(
          () -> {
            int attempts =
                member
                    .client()
                    .connect(
                        gateway.asClientsKnowIt(),
                        world.scale().attempts(),
                        world.scale().patience());
            if (attempts > 0 && connected.incrementAndGet() % report == 0) {
              world.screen().note("%d of %d clients connected", connected.get(), members.size());
            }
            return attempts;
          });
    }
    List<Integer> attempts = runAll(tasks);
    List<PublicKey> unanswered =
        IntStream.range(0, members.size())
            .filter(i -> attempts.get(i) == 0)
            .mapToObj(i -> members.get(i).key())
            .toList();
    Claims.require(
        unanswered.isEmpty(),
        "every client completes a handshake (those with the keys "
            + unanswered
            + " sent "
            + world.scale().attempts()
            + " initiations each, and no response opened)");
    int retries = attempts.stream().mapToInt(n -> n - 1).sum();
    if (retries > 0) {
      world.screen().note("%d initiations had to be repeated", retries);
    }
    Claims.await(
        () -> gateway.dataPlane().confirmed() - handshakesBefore >= members.size(),
        "the data plane opens the keepalive of each of " + members.size() + " clients");
    requireInstalledAsConfigured(members);
  }

  private List<Integer> runAll(List<Callable<Integer>> tasks)
      throws ClaimFailedException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(world.scale().parallel());
    try {
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> future : pool.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new ClaimFailedException("every client can use its socket", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private void requireInstalledAsConfigured(List<Member> members) throws ClaimFailedException {
    for (Member member : members) {
      PublicKey key = member.key();
      PeerConfig wanted = member.config();
      PeerConfig installed = gateway.store().config(key).orElse(null);
      Claims.require(
          installed != null
              && installed.allowedIps().equals(wanted.allowedIps())
              && installed.presharedKey().equals(wanted.presharedKey()),
          "the peer " + key + " is installed as the control plane wants it");
      Claims.require(
          gateway.store().status(key).filter(s -> s.latestHandshake() != null).isPresent(),
          "the peer " + key + " has completed a handshake");
    }
  }

  /** Sends one initiation for each member, and ignores the gateway's responses. */
  void knock(List<Member> members, Sender sender)
      throws ClaimFailedException, InterruptedException {
    long installedBefore = gateway.count(Outcome.INSTALLED);
    for (Member member : members) {
      sender.send(member.client().initiation(gateway.publicKey()), member.client().address());
    }
    Claims.await(
        () -> gateway.count(Outcome.INSTALLED) - installedBefore == members.size(),
        members.size() + " clients that send only an initiation are provisioned");
  }
}
