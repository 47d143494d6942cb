package io.jitpeers.examples.archive;

import io.jitpeers.examples.Main;
import io.jitpeers.examples.common.LibraryPaths;
import io.jitpeers.examples.gateway.GatewayCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The training program for the class-data archive: the classes that it loads are put into the
 * archive. It runs those parts of the gateway, the control plane and the quick start that need
 * neither privileges nor a WireGuard kernel. Then it loads the other classes of this project.
 */
public final class Training {
  private static final Logger log = LoggerFactory.getLogger(Training.class);
  private static final String OWN = "io/jitpeers/";
  private static final String CLASS = ".class";

  private Training() {}

  /**
   * Runs the training, and ends the JVM. The exit code is 0 if the gateway and the quick start
   * succeeded.
   *
   * @param arguments one argument: the path of the jar whose classes are loaded
   * @throws IOException if the jar cannot be read
   */
  public static void main(String[] arguments) throws IOException {
    LibraryPaths.set();
    int gateway =
        new CommandLine(GatewayCommand.inMemory())
            .execute(
                "--interface=training",
                "--control-plane=http://127.0.0.1:1",
                "--status-address=127.0.0.1:0");
    int quickStart = Main.run("quickstart");
    // The next two commands fail after they have asked the kernel, because there is no such
    // interface.
    Main.run("peers", "--interface=jit-training");
    Main.run("gateway", "--check", "--interface=jit-training", "--control-plane=http://[::1]:1");
    Main.run("control-plane", "--help");
    int missing = loadAll(Path.of(arguments[0]));
    log.info("gateway {}, quick start {}, not loadable {}", gateway, quickStart, missing);
    System.exit(gateway == 0 && quickStart == 0 ? 0 : 1);
  }

  /**
   * Loads all classes of this project that a jar contains. Returns how many could not be loaded.
   */
  private static int loadAll(Path jar) throws IOException {
    int missing = 0;
    for (String name : names(jar)) {
      try {
        var unused = Class.forName(name, false, Training.class.getClassLoader());
      } catch (ClassNotFoundException | LinkageError e) {
        log.debug("{} needs a library that the jar does not contain", name, e);
        missing++;
      }
    }
    return missing;
  }

  static List<String> names(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.startsWith(OWN) && name.endsWith(CLASS))
          .filter(name -> !name.endsWith("-info" + CLASS))
          .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
          .toList();
    }
  }
}
