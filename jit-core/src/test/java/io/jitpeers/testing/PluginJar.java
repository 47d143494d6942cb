package io.jitpeers.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A plug-in as others make one: compiled from source and packed, perhaps with something missing.
 */
public final class PluginJar {
  private final Path folder;
  private final String name;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> services = new LinkedHashMap<>();
  private final List<String> leftOut = new ArrayList<>();

  /** Begins a jar of this name in a folder. */
  public PluginJar(Path folder, String name) {
    this.folder = folder;
    this.name = name;
  }

  /** Adds a class of the package {@code plugin}. */
  public PluginJar source(String className, String text) {
    return source("plugin", className, text);
  }

  /** Adds a class. */
  public PluginJar source(String packageName, String className, String text) {
    String path = packageName.replace('.', '/') + "/" + className + ".java";
    sources.put(path, "package " + packageName + ";\n" + text);
    return this;
  }

  /** Adds a module descriptor. */
  public PluginJar module(String text) {
    sources.put("module-info.java", text);
    return this;
  }

  /** Names a provider, which need not be there. */
  public PluginJar service(Class<?> spi, String className) {
    services.merge(spi.getName(), className, (all, one) -> all + "\n" + one);
    return this;
  }

  /** Compiles a class and does not pack it. */
  public PluginJar without(String className) {
    leftOut.add("plugin/" + className + ".class");
    return this;
  }

  /** Compiles and packs it. */
  public Path build() throws IOException {
    Path classes = Files.createDirectories(folder.resolve(name + "-classes"));
    if (!sources.isEmpty()) {
      compile(classes);
    }
    Path jar = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String entry = classes.relativize(file).toString();
        if (!leftOut.contains(entry)) {
          add(packed, entry, Files.readAllBytes(file));
        }
      }
      for (Map.Entry<String, String> service : services.entrySet()) {
        add(packed, "META-INF/services/" + service.getKey(), service.getValue().getBytes(UTF_8));
      }
    }
    return jar;
  }

  /** Compiles and packs it, and opens a class loader of it with this process's below. */
  public URLClassLoader load() throws IOException {
    return loader(PluginJar.class.getClassLoader(), build());
  }

  /** Opens a class loader of jars or folders. */
  public static URLClassLoader loader(ClassLoader parent, Path... jars) throws IOException {
    URL[] urls = new URL[jars.length];
    for (int i = 0; i < jars.length; i++) {
      urls[i] = jars[i].toUri().toURL();
    }
    return new URLClassLoader(urls, parent);
  }

  private static void add(JarOutputStream jar, String entry, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(entry));
    jar.write(content);
    jar.closeEntry();
  }

  private void compile(Path classes) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    List<Source> units =
        sources.entrySet().stream().map(e -> new Source(e.getKey(), e.getValue())).toList();
    String path = System.getProperty("java.class.path");
    String pathOption = sources.containsKey("module-info.java") ? "-p" : "-cp";
    List<String> options =
        List.of("-proc:none", "-d", classes.toString(), pathOption, path, "--release", "17");
    if (!compiler.getTask(null, null, problems, options, null, units).call()) {
      throw new IOException("cannot compile " + name + ": " + problems.getDiagnostics());
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String path, String text) {
      super(URI.create("string:///" + path), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
