package files;

import io.jitpeers.settings.Settings;
import io.jitpeers.spi.PeerConfigSource;
import io.jitpeers.spi.PeerConfigSourceProvider;
import java.nio.file.Path;
import java.time.Duration;

/** Creates a {@link FileConfigSource} from settings. */
public final class FileConfigSourceProvider implements PeerConfigSourceProvider {
  @Override
  public String name() {
    return "file";
  }

  @Override
  public PeerConfigSource create(Settings settings) {
    Path path = Path.of(settings.requiredText("path"));
    Duration fresh = settings.duration("fresh").orElse(Duration.ofMinutes(1));
    return new FileConfigSource(path, fresh);
  }
}
