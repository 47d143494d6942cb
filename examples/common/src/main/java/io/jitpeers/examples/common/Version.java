package io.jitpeers.examples.common;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;

/** Tells which version of JIT Peers these examples are of. */
public final class Version implements CommandLine.IVersionProvider {

  /** Used by picocli. */
  public Version() {}

  /**
   * Returns what {@code --version} prints.
   *
   * @return one line
   * @throws IOException if the program was not packed as it should be
   */
  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"JIT Peers " + text()};
  }

  /**
   * Returns the version alone.
   *
   * @return such as {@code 0.1.0}
   * @throws IOException if the program was not packed as it should be
   */
  public static String text() throws IOException {
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      if (in == null) {
        throw new FileNotFoundException("this program lacks its version.properties");
      }
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    }
  }
}
