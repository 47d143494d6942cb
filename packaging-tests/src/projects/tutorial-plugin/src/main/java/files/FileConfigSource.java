package files;

import io.jitpeers.spi.Freshness;
import io.jitpeers.spi.LookupException;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerLookup;
import io.jitpeers.spi.PeerQuery;
import io.jitpeers.wireguard.IpPrefix;
import io.jitpeers.wireguard.PeerConfig;
import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Reads peers from a file in the format of {@code wg show wg0 allowed-ips}. Thread-safe. */
public final class FileConfigSource implements PeerConfigSource {
  /** Excludes the word that wg prints for a peer without allowed IPs. */
  private static final Predicate<String> NOT_NONE = word -> !word.equals("(none)");

  private final Path file;
  private final Duration fresh;

  /** Creates a source whose answers are fresh for the given time. */
  public FileConfigSource(Path file, Duration fresh) {
    this.file = file;
    this.fresh = fresh;
  }

  @Override
  public CompletionStage<PeerLookup> lookup(PeerQuery query) {
    try {
      return CompletableFuture.completedFuture(find(query.key()));
    } catch (IOException | IllegalArgumentException e) {
      return CompletableFuture.failedFuture(
          new LookupException(
              LookupException.Reason.UNAVAILABLE,
              "looking up " + query.key() + " in " + file + ": " + e,
              e));
    }
  }

  private PeerLookup find(PublicKey key) throws IOException {
    for (String line : Files.readAllLines(file)) {
      List<String> words = Arrays.asList(line.split("\\s+"));
      if (words.get(0).equals(key.toBase64())) {
        List<IpPrefix> allowed =
            words.stream().skip(1).filter(NOT_NONE).map(IpPrefix::parse).toList();
        PeerConfig config = PeerConfig.builder(key).allowedIps(allowed).build();
        return PeerLookup.found(config, Freshness.of(fresh));
      }
    }
    return PeerLookup.notFound(Duration.ofSeconds(30));
  }
}
