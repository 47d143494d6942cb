package io.jitpeers.examples.simulate;

import io.jitpeers.settings.Settings;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses durations of whole seconds, such as 90s or 10m. The format is that of the library's
 * settings.
 */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Duration MOST = Duration.ofDays(30);

  @Override
  public Duration convert(String text) {
    try {
      Duration duration = Settings.parseDuration(text);
      if (duration.toSeconds() < 1 || duration.compareTo(MOST) > 0 || duration.toNanosPart() != 0) {
        throw new TypeConversionException("it must be whole seconds, 1s to 30d, not " + text);
      }
      return duration;
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
