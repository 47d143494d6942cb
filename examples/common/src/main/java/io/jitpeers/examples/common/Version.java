package io.jitpeers.examples.common;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;

/** Provides the version of JIT Peers that these examples belong to. */
public final class Version implements CommandLine.IVersionProvider {

  /** Creates a provider; called by picocli. */
  public Version() {}

  /**
   * Returns the output of {@code --version}.
   *
   * @return one line
   * @throws IOException if the jar lacks the version
   */
  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"JIT Peers " + text()};
  }

  /**
   * Returns the version without the name of the project.
   *
   * @return such as {@code 0.1.0}
   * @throws IOException if the jar lacks the version
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
