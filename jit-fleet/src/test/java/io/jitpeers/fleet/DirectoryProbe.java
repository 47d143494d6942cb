package io.jitpeers.fleet;

import io.jitpeers.spi.FleetDirectory;
import io.jitpeers.spi.FleetDirectory.DirectoryListener;
import io.jitpeers.spi.PeerLocation;
import io.jitpeers.testkit.Await;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PrivateKey;
import io.jitpeers.wireguard.PublicKey;
import io.jitpeers.wireguard.Tai64n;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A peer that moves between gateways, and a listener to its locations. */
final class DirectoryProbe implements DirectoryListener {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  final PublicKey key = PrivateKey.generate(new SecureRandom()).publicKey();
  final InetAddress address = ip(10);
  final InetSocketAddress endpoint = new InetSocketAddress(ip(100), 4_711);
  final List<String> heard = new CopyOnWriteArrayList<>();
  private int seconds;

  /** Returns an address that begins with a byte and is the key's own otherwise. */
  private InetAddress ip(int first) {
    byte[] bytes = key.toBytes();
    byte[] ip = {(byte) first, bytes[0], bytes[1], bytes[2]};
    return IpPrefix.ofAddress(ByteBuffer.wrap(ip)).address();
  }

  static <T> T answer(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  /** Returns the next location of the peer, with a newer timestamp than the one before. */
  PeerLocation next(String gateway) {
    seconds++;
    return new PeerLocation(
        key,
        gateway,
        Tai64n.of(NOW.plusSeconds(seconds)),
        endpoint,
        List.of(IpPrefix.ofAddress(ByteBuffer.wrap(address.getAddress()))));
  }

  PeerLocation claim(FleetDirectory directory, String gateway) throws Exception {
    PeerLocation location = next(gateway);
    answer(directory.claim(location));
    return location;
  }

  /** Returns whether a new claim is answered. */
  boolean isAnswered(FleetDirectory directory, String gateway) throws Exception {
    try {
      return answer(directory.claim(next(gateway))).accepted();
    } catch (ExecutionException e) {
      return false;
    }
  }

  /** Waits until a change is heard that is made after this call. */
  void awaitHears(FleetDirectory directory) throws Exception {
    Await.until(
        () -> "hears a change; heard " + heard,
        () -> {
          String gateway = "gateway-" + seconds;
          return isAnswered(directory, gateway) && heard.contains(gateway);
        });
  }

  /** Returns the name of the peer's location, quoted for {@link RedisServer#command}. */
  String name() {
    StringBuilder name = new StringBuilder("\"jit:l:");
    for (byte one : key.toBytes()) {
      name.append(String.format("\\x%02x", one));
    }
    return name.append('"').toString();
  }

  static String quoted(byte[] value) {
    StringBuilder text = new StringBuilder("\"");
    for (byte one : value) {
      text.append(String.format("\\x%02x", one));
    }
    return text.append('"').toString();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void located(PeerLocation location) {
    heard.add(location.gateway());
  }

  @Override
  public void left(PublicKey peer, String gateway) {
    heard.add("left " + gateway);
  }

  @Override
  public void missed() {
    heard.add("missed");
  }
}
