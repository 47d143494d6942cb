package io.jitpeers.benchmarks.profiles;

import io.jitpeers.benchmarks.programs.Folders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the work of profiles under the profiler and writes their files. */
public final class ProfileRunner {
  /** The name that stands for all profiles. */
  public static final String ALL = "all";

  private final Path folder;
  private final List<Profile> known;

  /**
   * Creates a runner.
   *
   * @param folder the folder for flame graphs and the page
   * @param known all profiles
   */
  public ProfileRunner(Path folder, List<Profile> known) {
    this.folder = folder;
    this.known = List.copyOf(known);
  }

  /** Returns the names of all profiles. */
  public List<String> names() {
    return known.stream().map(Profile::name).toList();
  }

  /** Returns whether there is a profile of a name, or the name stands for all. */
  public boolean knows(String name) {
    return name.equals(ALL) || names().contains(name);
  }

  /**
   * Runs profiles one after another and writes their files. If one fails, the next one still runs.
   *
   * @param wanted the names of the profiles, or {@link #ALL}
   * @param made the day, the commit and the machine, as a text that the files show
   * @param out receives a line about each profile
   * @return whether each wanted profile ran and its files were written
   * @throws IOException if a folder cannot be created, or a temporary folder cannot be deleted
   * @throws InterruptedException if this thread is interrupted
   */
  public boolean run(List<String> wanted, String made, PrintWriter out)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    boolean ok = true;
    for (Profile profile : known) {
      if (wanted.contains(ALL) || wanted.contains(profile.name())) {
        ok &= make(profile, made, out);
      }
    }
    return ok;
  }

  private boolean make(Profile profile, String made, PrintWriter out)
      throws IOException, InterruptedException {
    out.printf("%n%s: %s%n", profile.name(), profile.description());
    out.flush();
    Path temporary = Files.createTempDirectory("jit-profile");
    try {
      Recorder recorder = Recorder.in(temporary, profile.event());
      profile.work().run(recorder);
      write(profile, recorder.stacks(), made);
      out.println("  wrote " + profile.file());
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      out.println("  FAILED (" + (e.getMessage() == null ? e : e.getMessage()) + ")");
      return false;
    } finally {
      out.flush();
      Folders.delete(temporary);
    }
  }

  private void write(Profile profile, List<Stack> stacks, String made) throws IOException {
    Files.writeString(
        folder.resolve(profile.file()),
        FlameGraph.of(profile.name() + ", " + profile.event().unit() + ", " + made, stacks));
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(profile.name(), ProfileText.of(profile, stacks, made));
    Path page = folder.resolve("README.md");
    String before = Files.exists(page) ? Files.readString(page, StandardCharsets.UTF_8) : "";
    Files.writeString(page, ProfilePage.update(before, texts, names()));
  }
}
