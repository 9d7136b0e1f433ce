# SPDX-License-Identifier: Apache-2.0
# The plots of make bench, from the columns that t/bench/run has written.

set terminal svg size 800,500 font "sans-serif,13" background "white"
set logscale x 10
set grid
set key outside right top

set output "requests.svg"
set title "Instructions added to a GET, by number of origins"
set xlabel "origins"
set ylabel "user instructions added to the bare server"
set logscale y 10
set yrange [1000:*]
plot "requests-module.dat" using 1:2 with linespoints lw 3 title "mod\\_cors, allowed", \
     "" using 1:3 with linespoints lw 3 title "mod\\_cors, refused", \
     "" using 1:4 with linespoints lw 3 title "mod\\_cors, no Origin", \
     "requests-recipe.dat" using 1:2 with linespoints title "regex recipe, allowed", \
     "" using 1:3 with linespoints title "regex recipe, refused", \
     "requests-Iflist.dat" using 1:2 with linespoints title "<If> list, allowed", \
     "" using 1:3 with linespoints title "<If> list, refused", \
     "requests-nginxmap.dat" using 1:2 with linespoints title "nginx map, allowed", \
     "requests-static.dat" using 1:2 with lines dt 2 title "static fields"

set output "decisions.svg"
set title "Instructions of a decision, by number of patterns"
set xlabel "patterns"
set ylabel "user instructions"
unset logscale y
set yrange [0:*]
plot "core-exact.allowed.decide.dat" with linespoints lw 3 title "exact, allowed", \
     "core-exact.refused.decide.dat" with linespoints title "exact, refused", \
     "core-wildcard.allowed.decide.dat" with linespoints lw 3 title "wildcard, allowed", \
     "core-wildcard.refused.decide.dat" with linespoints title "wildcard, refused", \
     "core-mixed.allowed.decide.dat" with linespoints title "mixed, allowed", \
     "core-mixed.refused.decide.dat" with linespoints title "mixed, refused"

set output "length.svg"
set title "Instructions of a refusal, by length of the origin"
set xlabel "bytes of Origin"
unset logscale x
set xrange [0:400]
plot "core-length.long-labels.decide.dat" with linespoints lw 3 title "labels of 63 bytes", \
     "core-length.short-labels.decide.dat" with linespoints title "labels of one byte"
