package io.jitpeers.internal.records;

import io.jitpeers.wireguard.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder for state that outlives the process. Several gateways can share a folder, because each
 * device has its own files. Immutable.
 */
public final class StateDirectory {
  private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

  private final Path path;

  private StateDirectory(Path path) {
    this.path = path;
  }

  /**
   * Opens a folder. If it does not exist, creates it with permissions for its owner only.
   *
   * @throws IOException if the folder cannot be created or written to; the message says what to do
   */
  public static StateDirectory open(Path path) throws IOException {
    return open(path, folder -> Files.isWritable(folder) && Files.isExecutable(folder));
  }

  /**
   * Opens a folder. The given check decides whether the folder is writable. Tests pass their own
   * check: they may run as root, who can write to every folder.
   */
  static StateDirectory open(Path path, Predicate<Path> writable) throws IOException {
    try {
      if (!Files.exists(path)) {
        Files.createDirectories(path, SystemDisk.permissions("rwx------"));
      }
    } catch (IOException e) {
      throw new IOException(
          "the state directory " + path + " cannot be created (" + e + "); " + remedy(path), e);
    }
    if (!Files.isDirectory(path)) {
      throw new IOException(
          "the state directory " + path + " is a file; name a folder in state.directory");
    }
    if (!writable.test(path)) {
      throw new IOException(
          "the state directory " + path + " cannot be written to by this user; " + remedy(path));
    }
    warnIfOthersCanWrite(path);
    return new StateDirectory(path);
  }

  private static String remedy(Path path) {
    return "create it as root: install -d -m 700 -o USER "
        + path
        + ", or name another folder in state.directory";
  }

  private static void warnIfOthersCanWrite(Path path) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null) {
      return; // This file system has no POSIX permissions, as on Windows.
    }
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    if (permissions.contains(PosixFilePermission.GROUP_WRITE)
        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
      log.warn(
          "the state directory {} is writable by users other than its owner; run chmod 700 on it",
          path);
    }
  }

  /**
   * Returns the path of a device's file.
   *
   * @param kind a word for the file's content, such as {@code peers}
   */
  public Path file(String kind, PublicKey device) {
    return path.resolve(kind + "-" + device.toHex());
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
